//! TLS in front of the servers of the tests, by certificates of authorities that nobody else knows.

use std::path::Path;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use services::outbox::Authorities;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};

/// Signs certificates.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    own: Certificate,
}

/// A certificate and its key.
pub struct Certificate {
    der: CertificateDer<'static>,
    pem: String,
    key: Vec<u8>,
}

impl Authority {
    pub fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let signed = params.self_signed(&key).unwrap();
        let own = Certificate { der: signed.der().clone(), pem: signed.pem(), key: key.serialize_der() };
        Self { issuer: Issuer::new(params, key), own }
    }

    /// One for a server of that name, valid until the end of that year.
    pub fn signed(&self, name: &str, until: i32) -> Certificate {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_after = date_time_ymd(until, 12, 31);
        let signed = params.signed_by(&key, &self.issuer).unwrap();
        Certificate { der: signed.der().clone(), pem: signed.pem(), key: key.serialize_der() }
    }

    /// Its own, which no server should use.
    pub fn own(&self) -> &Certificate {
        &self.own
    }

    /// It, as the service reads it from a file.
    pub fn believed(&self, folder: &Path) -> Authorities {
        let file = folder.join("authority.pem");
        std::fs::write(&file, &self.own.pem).unwrap();
        Authorities::read(&file).unwrap()
    }
}

/// Takes TLS in front of a server on this machine; on which port.
pub async fn in_front_of(port: u16, certificate: &Certificate) -> u16 {
    let key = PrivatePkcs8KeyDer::from(certificate.key.clone());
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der.clone()], key.into())
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let own = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // Whoever does not believe the certificate hangs up.
                let Ok(mut outside) = acceptor.accept(stream).await else { return };
                let mut inside = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
                let _ = copy_bidirectional(&mut outside, &mut inside).await;
            });
        }
    });
    own
}
