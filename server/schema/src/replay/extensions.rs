//! What well-known extensions bring: the types. Functions are not listed, since a function that
//! is not known is no problem anywhere.

/// An extension of which it is known what it brings.
pub(super) struct Known {
    /// Its name.
    pub name: &'static str,
    /// The schema that its control file names, where it cannot be put elsewhere.
    pub schema: Option<&'static str>,
    /// The extensions that it stands on.
    pub requires: &'static [&'static str],
    /// Its types.
    pub types: &'static [Brought],
}

/// A type that comes with an extension.
pub(super) struct Brought {
    /// Its name.
    pub name: &'static str,
    /// Of a domain, what it stands on; all others are base types.
    pub domain_over: Option<&'static str>,
}

const fn base(name: &'static str) -> Brought {
    Brought { name, domain_over: None }
}

const fn plain(name: &'static str) -> Known {
    Known { name, schema: None, requires: &[], types: &[] }
}

const fn with(name: &'static str, types: &'static [Brought]) -> Known {
    Known { name, schema: None, requires: &[], types }
}

/// Every extension that is known, by name.
pub(super) const KNOWN: &[Known] = &[
    plain("adminpack"),
    plain("amcheck"),
    plain("auto_explain"),
    plain("bloom"),
    plain("btree_gin"),
    with(
        "btree_gist",
        &[
            base("gbtreekey2"),
            base("gbtreekey4"),
            base("gbtreekey8"),
            base("gbtreekey16"),
            base("gbtreekey32"),
            base("gbtreekey_var"),
        ],
    ),
    with("citext", &[base("citext")]),
    with("cube", &[base("cube")]),
    with("dblink", &[base("dblink_pkey_results")]),
    plain("dict_int"),
    plain("dict_xsyn"),
    Known {
        name: "earthdistance",
        schema: None,
        requires: &["cube"],
        types: &[Brought { name: "earth", domain_over: None }],
    },
    plain("file_fdw"),
    plain("fuzzystrmatch"),
    with("hstore", &[base("hstore"), base("ghstore")]),
    plain("insert_username"),
    plain("intagg"),
    with("intarray", &[base("query_int"), base("intbig_gkey")]),
    with(
        "isn",
        &[
            base("ean13"),
            base("isbn13"),
            base("ismn13"),
            base("issn13"),
            base("isbn"),
            base("ismn"),
            base("issn"),
            base("upc"),
        ],
    ),
    with("lo", &[Brought { name: "lo", domain_over: Some("oid") }]),
    with("ltree", &[base("ltree"), base("lquery"), base("ltxtquery"), base("ltree_gist")]),
    plain("moddatetime"),
    plain("pageinspect"),
    plain("pg_buffercache"),
    plain("pg_freespacemap"),
    plain("pg_prewarm"),
    plain("pg_stat_statements"),
    with("pg_trgm", &[base("gtrgm")]),
    plain("pg_visibility"),
    plain("pg_walinspect"),
    plain("pgaudit"),
    plain("pgcrypto"),
    plain("pgrowlocks"),
    plain("pgstattuple"),
    Known { name: "plpgsql", schema: Some("pg_catalog"), requires: &[], types: &[] },
    with(
        "postgis",
        &[
            base("spheroid"),
            base("geometry"),
            base("box3d"),
            base("box2d"),
            base("box2df"),
            base("gidx"),
            base("geography"),
            base("geometry_dump"),
            base("valid_detail"),
        ],
    ),
    plain("postgres_fdw"),
    plain("refint"),
    with("seg", &[base("seg")]),
    plain("sslinfo"),
    with(
        "tablefunc",
        &[base("tablefunc_crosstab_2"), base("tablefunc_crosstab_3"), base("tablefunc_crosstab_4")],
    ),
    plain("tcn"),
    plain("tsm_system_rows"),
    plain("tsm_system_time"),
    plain("unaccent"),
    plain("uuid-ossp"),
    with("vector", &[base("vector"), base("halfvec"), base("sparsevec")]),
    plain("xml2"),
];
