//! The lines to the outside: whose certificates are believed on them, and why one does not come about, in words for whoever runs
//! the service.

use std::error::Error;
use std::io;
use std::path::Path;

use rustls::CertificateError;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

/// Authorities whose signature under a certificate is believed, beside those of the system's store.
#[derive(Clone, Default)]
pub struct Authorities(Vec<CertificateDer<'static>>);

impl Authorities {
    /// Reads a file of certificates in PEM.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the file.
    pub fn read(file: &Path) -> Result<Self, String> {
        let text = std::fs::read(file).map_err(|error| format!("the file cannot be read ({error})"))?;
        let certificates = CertificateDer::pem_slice_iter(&text).collect::<Result<Vec<_>, _>>();
        let certificates = certificates.map_err(|_| "the file is damaged: it wants certificates in PEM")?;
        if certificates.is_empty() {
            return Err(
                "there is no certificate in the file: it wants PEM, which begins -----BEGIN CERTIFICATE-----".into()
            );
        }
        let mut store = rustls::RootCertStore::empty();
        for certificate in &certificates {
            store.add(certificate.clone()).map_err(|_| "a certificate in the file is damaged")?;
        }
        Ok(Self(certificates))
    }

    /// Each in DER.
    pub(super) fn certificates(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(AsRef::as_ref)
    }
}

/// Why a line to a server does not come about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineFault {
    /// The server's name is not known.
    Name,
    /// Nobody listens there.
    Refused,
    /// No way leads there.
    Unreachable,
    /// Nothing comes from there.
    Silent,
    /// It hangs up.
    HungUp,
    /// It does not speak TLS.
    WithoutTls,
    /// Nobody who is known has signed its certificate.
    Signer,
    /// Its certificate is for another name.
    OtherName,
    /// Its certificate is not valid today.
    Date,
    /// Its certificate is an authority's.
    Authority,
    /// Its certificate cannot be used for another reason.
    Certificate,
    /// Neither side takes what the other offers.
    Tls,
}

impl LineFault {
    /// Finds it among the causes of an error, of whichever library; `None` when the line came about and the error is another.
    #[must_use]
    pub fn of(error: &(dyn Error + 'static)) -> Option<Self> {
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(error) = error.downcast_ref() {
                return Some(Self::of_tls(error));
            }
            if let Some(error) = error.downcast_ref::<io::Error>() {
                // What it was made of is not among its causes: they begin behind it.
                let within = error.get_ref().and_then(|within| Self::of(within));
                if let Some(fault) = within.or_else(|| Self::of_io(error)) {
                    return Some(fault);
                }
            }
            next = error.source();
        }
        None
    }

    fn of_io(error: &io::Error) -> Option<Self> {
        use io::ErrorKind as Kind;
        Some(match error.kind() {
            Kind::ConnectionRefused => Self::Refused,
            Kind::HostUnreachable | Kind::NetworkUnreachable => Self::Unreachable,
            Kind::TimedOut => Self::Silent,
            Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe | Kind::UnexpectedEof => Self::HungUp,
            // The standard library has no kind for it.
            _ if error.to_string().starts_with("failed to lookup address information") => Self::Name,
            _ => return None,
        })
    }

    fn of_tls(error: &rustls::Error) -> Self {
        use CertificateError as E;
        match error {
            rustls::Error::InvalidMessage(_) => Self::WithoutTls,
            rustls::Error::InvalidCertificate(fault) => match fault {
                E::UnknownIssuer => Self::Signer,
                E::NotValidForName | E::NotValidForNameContext { .. } => Self::OtherName,
                E::Expired | E::ExpiredContext { .. } | E::NotValidYet | E::NotValidYetContext { .. } => Self::Date,
                // It has no variant of its own.
                E::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => Self::Authority,
                _ => Self::Certificate,
            },
            _ => Self::Tls,
        }
    }

    /// What is wrong with the line to `server` (its host and port), in words; `variable` is the one that names a file of authorities.
    #[must_use]
    pub fn sentence(self, server: &str, variable: &str) -> String {
        match self {
            Self::Name => format!("the name of {server} is not known"),
            Self::Refused => format!("{server} does not take connections"),
            Self::Unreachable => format!("no way leads to {server}"),
            Self::Silent => format!("{server} does not answer in time"),
            Self::HungUp => format!("{server} closes the connection"),
            Self::WithoutTls => format!("{server} does not speak TLS"),
            Self::Signer => format!(
                "the certificate of {server} is signed by nobody known here; {variable} names a file with the certificate of who \
                 signed it"
            ),
            Self::OtherName => format!("the certificate of {server} is for another name"),
            Self::Date => {
                format!("the certificate of {server} is out of date, or not valid yet by the clock of this machine")
            }
            Self::Authority => {
                format!("the certificate of {server} is an authority's: a server needs one of its own, signed by it")
            }
            Self::Certificate => format!("the certificate of {server} cannot be used"),
            Self::Tls => format!("{server} speaks no TLS that this program takes"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_is_found_however_deep_it_lies() {
        let signer = || rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let wrapped = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, signer()));
        assert_eq!(LineFault::of(&wrapped), Some(LineFault::Signer));
        let refused = io::Error::other(io::Error::from(io::ErrorKind::ConnectionRefused));
        assert_eq!(LineFault::of(&refused), Some(LineFault::Refused));
        let unknown = std::net::TcpStream::connect("nobody.invalid:1").unwrap_err();
        assert_eq!(LineFault::of(&unknown), Some(LineFault::Name));
        assert_eq!(LineFault::of(&io::Error::other("something else")), None);
    }

    #[test]
    fn a_file_without_a_certificate_says_what_is_wrong_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("authority.pem");
        let told = |text: &str| {
            std::fs::write(&file, text).unwrap();
            Authorities::read(&file).err().unwrap()
        };
        assert!(told("secret").starts_with("there is no certificate in the file"));
        assert!(told("-----BEGIN CERTIFICATE-----\nAAAA\n").starts_with("the file is damaged"));
        let damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert_eq!(told(damaged), "a certificate in the file is damaged");
        assert!(
            Authorities::read(&folder.path().join("nowhere")).err().unwrap().starts_with("the file cannot be read")
        );
    }
}
