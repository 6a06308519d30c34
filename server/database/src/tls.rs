//! TLS with rustls, following libpq's `sslmode`.

use crate::dsn::path;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_postgres_rustls::MakeRustlsConnect;

/// libpq's `sslmode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum SslMode {
    /// Never.
    Disable,
    /// Where the server asks for it. Taken as [`SslMode::Prefer`]: both end with a connection
    /// whenever one can be had.
    Allow,
    /// Where the server has it.
    #[default]
    Prefer,
    /// Always, whoever the server is; with a root certificate as [`SslMode::VerifyCa`].
    Require,
    /// Always, with a certificate that a known authority signed.
    VerifyCa,
    /// Likewise, and for this host's name.
    VerifyFull,
}

/// What a connection string says of TLS.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Tls {
    /// `sslmode`.
    pub(crate) mode: SslMode,
    /// `sslrootcert`; none for `system` and where nothing was said.
    pub(crate) root_certificate: Option<PathBuf>,
    /// `sslcert`.
    pub(crate) certificate: Option<PathBuf>,
    /// `sslkey`.
    pub(crate) key: Option<PathBuf>,
}

impl Tls {
    /// Takes a parameter that is about TLS; says whether it was one.
    pub(crate) fn set(&mut self, key: &str, value: &str) -> Result<bool, String> {
        match key {
            "sslmode" => {
                self.mode = match value {
                    "disable" => SslMode::Disable,
                    "allow" => SslMode::Allow,
                    "prefer" => SslMode::Prefer,
                    "require" => SslMode::Require,
                    "verify-ca" => SslMode::VerifyCa,
                    "verify-full" => SslMode::VerifyFull,
                    _ => {
                        return Err("sslmode must be disable, allow, prefer, require, verify-ca \
                                    or verify-full"
                            .to_owned());
                    }
                };
            }
            // `system` demands verify-full in libpq, and weaker modes are refused there.
            "sslrootcert" if value == "system" => self.mode = SslMode::VerifyFull,
            "sslrootcert" => self.root_certificate = path(value),
            "sslcert" => self.certificate = path(value),
            "sslkey" => self.key = path(value),
            // Without effect on what is read from a catalog.
            "sslsni"
            | "sslcrl"
            | "sslcrldir"
            | "sslcompression"
            | "gssencmode"
            | "krbsrvname"
            | "passfile"
            | "requirepeer"
            | "pool_max_conns"
            | "pool_min_conns"
            | "pool_max_conn_lifetime"
            | "pool_max_conn_idle_time"
            | "pool_health_check_period"
            | "pool_max_conn_lifetime_jitter"
            | "default_query_exec_mode"
            | "statement_cache_capacity"
            | "description_cache_capacity"
            | "search_path" => {}
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// What makes TLS connections as `tls` asks for them.
pub(crate) fn connector(tls: &Tls) -> Result<MakeRustlsConnect, String> {
    let provider = Arc::new(ring::default_provider());
    let verify_chain = match tls.mode {
        SslMode::VerifyCa | SslMode::VerifyFull => true,
        SslMode::Require => tls.root_certificate.is_some(),
        SslMode::Disable | SslMode::Allow | SslMode::Prefer => false,
    };
    let chain = if verify_chain {
        let roots = Arc::new(roots(tls.root_certificate.as_deref())?);
        let verifier = WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider));
        Some(verifier.build().map_err(|error| error.to_string())?)
    } else {
        None
    };
    let verify_name = tls.mode == SslMode::VerifyFull;
    let verifier = Arc::new(Verifier { chain, verify_name, provider: Arc::clone(&provider) });
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    let config = match (&tls.certificate, &tls.key) {
        (Some(certificate), Some(key)) => {
            let chain = certificates(certificate)?;
            let key = PrivateKeyDer::from_pem_file(key)
                .map_err(|error| format!("the key {}: {error}", key.display()))?;
            builder.with_client_auth_cert(chain, key).map_err(|error| error.to_string())?
        }
        (None, None) => builder.with_no_client_auth(),
        _ => return Err("sslcert and sslkey go together".to_owned()),
    };
    Ok(MakeRustlsConnect::new(config))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let name =
        |error: &dyn std::fmt::Display| format!("the certificate {}: {error}", path.display());
    CertificateDer::pem_file_iter(path)
        .map_err(|error| name(&error))?
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| name(&error))
}

/// The authorities of the file, or of the system.
fn roots(file: Option<&Path>) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    if let Some(file) = file {
        for certificate in certificates(file)? {
            roots.add(certificate).map_err(|error| format!("{}: {error}", file.display()))?;
        }
    } else {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    }
    if roots.is_empty() {
        return Err("no authority's certificate is known; name one with sslrootcert".to_owned());
    }
    Ok(roots)
}

/// Checks as much of a server's certificate as the mode asks for. Signatures of the handshake
/// are always checked.
#[derive(Debug)]
struct Verifier {
    chain: Option<Arc<WebPkiServerVerifier>>,
    verify_name: bool,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(chain) = &self.chain else { return Ok(ServerCertVerified::assertion()) };
        let verified =
            chain.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        match verified {
            // The name is checked last: all else was right.
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !self.verify_name => Ok(ServerCertVerified::assertion()),
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
