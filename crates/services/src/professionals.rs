//! The directory of professionals: its file comes in.

use std::io::BufRead;

use domain::id::ProfessionalId;
use domain::line::LineProblem;
use domain::professional::{COLUMNS, Column, Professional};
use domain::time::Timestamp;
use store::{Listed, StoreError, UnitOfWork};

use crate::import::{self, ImportCount, ImportFault, ImportFile, ImportWatch, Kind, Outcome, Remark};
use crate::{Fault, Services};

impl Services {
    /// Takes in the directory's file: adds who is new, brings up to date who is known. A professional whom a later file does not
    /// name stays as they are: a file may be of some. A line that is wrong is refused and told; the others count. Stopped in the
    /// middle it keeps what was committed, and a second run does the rest.
    pub async fn import_professionals(
        &self,
        file: impl BufRead + Send,
        watch: &mut (impl ImportWatch + Send),
    ) -> Result<ImportCount, ImportFault> {
        Box::pin(self.import(ImportFile::open(file, Directory)?, watch)).await
    }

    /// The professionals of demonstration mode, by profession and name.
    ///
    /// # Errors
    /// [`Fault::Refused`] outside demonstration mode.
    pub async fn professionals_of_demonstration(&self) -> Result<Vec<(ProfessionalId, Professional)>, Fault> {
        self.only_in_demonstration()?;
        Ok(self.0.store.read().await?.professionals().await?)
    }
}

/// Takes demonstration mode's professionals in.
pub(crate) async fn take_in_demonstration(work: &mut UnitOfWork, file: &str, now: Timestamp) -> Result<(), Fault> {
    import::take_in_demonstration(work, file, Directory, now).await
}

/// The directory's file: one professional a line.
struct Directory;

impl Kind<COLUMNS> for Directory {
    type Line = Professional;

    fn columns() -> [&'static str; COLUMNS] {
        Column::ALL.map(Column::name)
    }

    fn read(&self, fields: &[&str; COLUMNS]) -> Result<Professional, Vec<Remark>> {
        let remark = |LineProblem { column, reason }: LineProblem<Column>| Remark { column: column.name(), reason };
        Professional::read(fields).map_err(|problems| problems.into_iter().map(remark).collect())
    }

    async fn take_in(
        work: &mut UnitOfWork,
        import: [u8; 16],
        professionals: &[Professional],
        now: Timestamp,
    ) -> Result<Vec<Outcome>, StoreError> {
        let outcome = |listed| match listed {
            Listed::Added => Outcome::Added,
            Listed::Updated => Outcome::Updated,
            Listed::Unchanged => Outcome::Unchanged,
            Listed::Repeated => Outcome::Refused("an earlier line is about the same professional"),
            Listed::Altered => {
                Outcome::Refused("what the database says of this professional was not written by the service")
            }
        };
        Ok(work.import_professionals(import, professionals, now).await?.into_iter().map(outcome).collect())
    }
}
