// The values that make the round trip: for each type the ones at its ends, and those that are
// easily taken for something else.

package roundtrip

import (
	"encoding/json"
	"math"
	"net/netip"
	"strings"
	"time"

	"github.com/google/uuid"
)

// value is a literal of a type, and where the Go type is beyond doubt, what it must be in Go.
type value struct {
	sql  string
	goes any
}

func literals(sql ...string) []value {
	values := make([]value, len(sql))
	for i, s := range sql {
		values[i].sql = s
	}
	return values
}

func utc(year int, month time.Month, day, hour, minute, second, nanosecond int) time.Time {
	return time.Date(year, month, day, hour, minute, second, nanosecond, time.UTC)
}

// values has an entry for each type as format_type prints it.
var values = map[string][]value{
	"boolean":  {{"true", true}, {"false", false}},
	"bytea":    {{`\x`, []byte{}}, {`\x00ff7f80`, []byte{0, 255, 127, 128}}},
	`"char"`:   literals("a", "", `\377`),
	"smallint": {{"0", int16(0)}, {"-32768", int16(math.MinInt16)}, {"32767", int16(math.MaxInt16)}},
	"integer":  {{"0", int32(0)}, {"-2147483648", int32(math.MinInt32)}, {"2147483647", int32(math.MaxInt32)}},
	"bigint":   {{"0", int64(0)}, {"-9223372036854775808", int64(math.MinInt64)}, {"9223372036854775807", int64(math.MaxInt64)}},
	"real": {
		{"0", float32(0)}, {"1.1754944e-38", float32(1.1754944e-38)}, {"-3.4028235e+38", float32(-math.MaxFloat32)},
		{"Infinity", float32(math.Inf(1))}, {"NaN", nil}, {"1e-45", float32(math.SmallestNonzeroFloat32)},
	},
	"double precision": {
		{"0", 0.0}, {"0.1", 0.1}, {"1.7976931348623157e+308", math.MaxFloat64}, {"5e-324", math.SmallestNonzeroFloat64},
		{"-Infinity", math.Inf(-1)}, {"NaN", nil},
	},
	"numeric": literals("0", "1.10", "-123456789012345678901234567890.123456789012345678901234567890",
		"1000000", "NaN", "Infinity", "-Infinity", "0."+strings.Repeat("0", 200)+"1", "9"+strings.Repeat("0", 300)),
	"numeric(12,3)": literals("0.000", "-999999999.999", "999999999.999", "100.000"),
	"money":         literals("$0.00", "-$92,233,720,368,547,758.08", "$92,233,720,368,547,758.07", "$12.34"),
	"text": {
		{"", ""}, {"plain", "plain"}, {"it's \"quoted\", {a,b}, \\ and NULL", "it's \"quoted\", {a,b}, \\ and NULL"},
		{"NULL", "NULL"}, {"line\nand\ttab", "line\nand\ttab"}, {"Größe 漢字 🎈", "Größe 漢字 🎈"},
		{strings.Repeat("x", 100_000), strings.Repeat("x", 100_000)}, {" padded ", " padded "},
	},
	"character varying(40)": {{"", ""}, {strings.Repeat("é", 40), strings.Repeat("é", 40)}},
	"character(5)":          {{"abcde", "abcde"}, {"ab   ", "ab   "}, {"     ", "     "}},
	"bpchar":                {{"", ""}, {"as long as it is", "as long as it is"}},
	"name":                  {{"pg_class", "pg_class"}, {strings.Repeat("n", 63), strings.Repeat("n", 63)}},
	"date": {
		{"2026-02-28", utc(2026, 2, 28, 0, 0, 0, 0)}, {"0001-01-01", utc(1, 1, 1, 0, 0, 0, 0)},
		{"2000-01-01", utc(2000, 1, 1, 0, 0, 0, 0)}, {"1999-12-31", utc(1999, 12, 31, 0, 0, 0, 0)},
		{"9999-12-31", utc(9999, 12, 31, 0, 0, 0, 0)}, {"4713-01-01 BC", nil}, {"5874897-12-31", nil},
	},
	"time without time zone":    literals("00:00:00", "23:59:59.999999", "24:00:00", "12:34:56.000001"),
	"time(0) without time zone": literals("00:00:00", "23:59:59", "24:00:00"),
	"time with time zone":       literals("00:00:00+00", "23:59:59.999999-15:59", "12:00:00+05:30", "24:00:00+02"),
	"timestamp without time zone": {
		{"2026-03-29 02:30:00", utc(2026, 3, 29, 2, 30, 0, 0)}, {"0001-01-01 00:00:00", utc(1, 1, 1, 0, 0, 0, 0)},
		{"1999-12-31 23:59:59.999999", utc(1999, 12, 31, 23, 59, 59, 999_999_000)},
		{"294276-12-31 23:59:59.999999", nil}, {"4713-01-01 00:00:00 BC", nil},
	},
	"timestamp(3) without time zone": {{"2026-03-29 02:30:00.123", utc(2026, 3, 29, 2, 30, 0, 123_000_000)}},
	"timestamp with time zone": {
		{"2026-03-29 02:30:00.000001+00", utc(2026, 3, 29, 2, 30, 0, 1_000)},
		{"1970-01-01 00:00:00+00", utc(1970, 1, 1, 0, 0, 0, 0)},
		{"0001-01-01 00:00:00+00", utc(1, 1, 1, 0, 0, 0, 0)},
		{"294276-12-31 00:00:00+00", nil}, {"4713-01-02 00:00:00+00 BC", nil},
	},
	"timestamp(0) with time zone": {{"2026-10-25 02:30:00+02", utc(2026, 10, 25, 0, 30, 0, 0)}},
	"interval": literals("00:00:00", "1 mon 2 days 03:04:05.678901", "-178000000 years", "-1 mons +1 day -00:00:01",
		"25:00:00", "178000000 years", "-2562047788:00:54.775807"),
	"interval year to month": literals("1 year 2 mons", "00:00:00", "-3 mons"),
	"uuid": {
		{"00000000-0000-0000-0000-000000000000", uuid.UUID{}},
		{"ffffffff-ffff-ffff-ffff-ffffffffffff", uuid.MustParse("ffffffff-ffff-ffff-ffff-ffffffffffff")},
		{"6ba7b810-9dad-11d1-80b4-00c04fd430c8", uuid.MustParse("6ba7b810-9dad-11d1-80b4-00c04fd430c8")},
	},
	"json": {
		{`{"b": 1,  "a":2, "a":3}`, json.RawMessage(`{"b": 1,  "a":2, "a":3}`)}, {`null`, json.RawMessage("null")},
		{`"text"`, json.RawMessage(`"text"`)}, {`[]`, json.RawMessage(`[]`)}, {`1.10`, json.RawMessage(`1.10`)},
	},
	"jsonb": {
		{`{"a": [1, 2.50, null], "b": {"c": "é"}}`, json.RawMessage(`{"a": [1, 2.50, null], "b": {"c": "é"}}`)},
		{`null`, json.RawMessage("null")}, {`"null"`, json.RawMessage(`"null"`)}, {`[]`, json.RawMessage(`[]`)},
		{`12345678901234567890`, json.RawMessage(`12345678901234567890`)},
	},
	"jsonpath": literals(`$."a"[*]?(@ > 1)`, `strict $."x"`),
	"xml":      literals("<a>b &amp; c</a>", "text", ""),
	"point":    literals("(1.5,-2)", "(0,0)", "(NaN,Infinity)"),
	"line":     literals("{1,-1,0}", "{0,1,-3.5}"),
	"lseg":     literals("[(0,0),(1,2.5)]"),
	"box":      literals("(3,4),(1,2)", "(0,0),(0,0)"),
	"path":     literals("[(0,0),(1,1),(2,0)]", "((0,0),(1,1),(2,0))"),
	"polygon":  literals("((0,0),(1,1),(2,0))"),
	"circle":   literals("<(1,2),3>", "<(0,0),0>"),
	"inet": {
		{"192.168.0.1/24", netip.MustParsePrefix("192.168.0.1/24")}, {"10.0.0.1", nil}, {"::1", nil},
		{"2001:db8::/32", netip.MustParsePrefix("2001:db8::/32")}, {"0.0.0.0/0", netip.MustParsePrefix("0.0.0.0/0")},
	},
	"cidr":        {{"10.0.0.0/8", netip.MustParsePrefix("10.0.0.0/8")}, {"::/0", netip.MustParsePrefix("::/0")}, {"1.2.3.4/32", nil}},
	"macaddr":     literals("08:00:2b:01:02:03", "00:00:00:00:00:00"),
	"macaddr8":    literals("08:00:2b:01:02:03:04:05", "ff:ff:ff:ff:ff:ff:ff:ff"),
	"bit(1)":      literals("0", "1"),
	"bit(5)":      literals("10101", "00000"),
	"bit varying": literals("", "1", "101010101010"),
	"tsvector":    literals("'a':1A 'fat':2B,4C 'rat'", ""),
	"tsquery":     literals("'fat' & ( 'rat' | !'cat' )", "'super':*", "'a' <-> 'b'"),

	"int4range": literals("empty", "[1,5)", "(,)", "[1,)", "(,5)", "[-2147483648,2147483647)"),
	"int8range": literals("empty", "[1,5)", "(,)", "[-9223372036854775808,9223372036854775807)"),
	"numrange":  literals("empty", "(1.10,5]", "[0,0]", "(,5.50]"),
	"daterange": literals("empty", "[2026-01-01,2026-02-01)", "(,)"),
	"tsrange":   literals("empty", `["2026-01-01 00:00:00","2026-01-01 12:00:00.000001")`, "(,)"),
	"tstzrange": literals("empty", `["2026-01-01 00:00:00+00","2026-01-01 12:00:00.000001+00")`, "(,)"),

	"int4multirange": literals("{}", "{[1,3),[5,7)}", "{(,)}"),
	"int8multirange": literals("{}", "{[1,3),[5,)}"),
	"nummultirange":  literals("{}", "{(1.10,3],[5,7)}"),
	"datemultirange": literals("{}", "{[2026-01-01,2026-02-01),[2026-03-01,)}"),
	"tsmultirange":   literals("{}", `{["2026-01-01 00:00:00","2026-01-02 00:00:00")}`),
	"tstzmultirange": literals("{}", `{["2026-01-01 00:00:00+00","2026-01-02 00:00:00+00")}`),

	"oid":           {{"0", nil}, {"4294967295", nil}},
	"xid":           literals("3", "4294967295"),
	"cid":           literals("0", "4294967295"),
	"xid8":          literals("3", "18446744073709551615"),
	"tid":           literals("(0,1)", "(4294967295,65535)"),
	"regclass":      literals("pg_class", "-"),
	"regproc":       literals("now", "-"),
	"regprocedure":  literals("sum(integer)", "-"),
	"regoper":       literals("||/", "0"),
	"regoperator":   literals("+(integer,integer)", "0"),
	"regtype":       literals("integer", "timestamp with time zone", "-"),
	"regrole":       literals("postgres", "-"),
	"regnamespace":  literals("pg_catalog", "-"),
	"regcollation":  literals(`"C"`, "-"),
	"regconfig":     literals("english", "-"),
	"regdictionary": literals("simple", "-"),
	"pg_lsn":        literals("0/0", "FFFFFFFF/FFFFFFFF", "16/B374D848"),
	"pg_snapshot":   literals("10:20:10,14,15", "1:1:"),
	"txid_snapshot": literals("10:20:10,14,15"),
	"refcursor":     literals("", "my cursor"),
	"aclitem":       literals("postgres=arwdDxt/postgres", "=r/postgres"),
	"int2vector":    literals("", "1 -2 3"),
	"oidvector":     literals("", "1 2 4294967295"),

	"mood":                   literals("sad", "so so", "très content", "", `it's "fine"`),
	"counter":                {{"0", nil}, {"2147483647", nil}},
	"price":                  literals("0.00", "-99999999.99"),
	"tight_price":            literals("99.99", "0.10"),
	"label":                  literals("", "twenty signs, no more"[:20]),
	"tag_list":               literals("{}", `{a,"b c","NULL",""}`),
	"place":                  literals(`(home,"(1,2)","{1,2,3}")`, "(,,)", `("a ""quoted"", name",,{})`),
	"person":                 literals(`(Ada,1815-12-10,"so so","(London,""(0.5,1)"",{12})",12.30)`, "(,,,,)"),
	"temperature_range":      literals("empty", "[-273.15,)", "(1.5,2.5]"),
	"temperature_multirange": literals("{}", "{[1,2),[3,4)}"),
	"citext":                 {{"MiXed", "MiXed"}, {"", ""}},
}
