//! Spaces that come into being by themselves: whoever has not opposed in time has one, which waits to be activated or
//! closed (code de la santé publique, R1111-28).

use domain::history::Act;
use domain::time::Timestamp;
use store::{Reach, UnitOfWork};

use crate::clock::{beginning_in_france, day_in_france};
use crate::messages::space_created;
use crate::outbox::terms;
use crate::{Fault, Services};

impl Services {
    /// Creates the spaces of those for whom the last day to oppose is over; how many. Whoever can be written to is told
    /// by e-mail. Stopped in the middle, it goes on where it was.
    pub async fn create_spaces(&self) -> Result<u64, Fault> {
        let mut all = 0;
        loop {
            let created = self
                .to_the_end(async move |services| {
                    let mut work = services.0.store.begin().await?;
                    let created = services.create_some(&mut work).await?;
                    work.commit().await?;
                    Ok(created)
                })
                .await?;
            all += created;
            // Nobody's turn, or another process was faster with all of them and goes on.
            if created == 0 {
                return Ok(all);
            }
        }
    }

    /// Creates some, in one unit of work; how many.
    async fn create_some(&self, work: &mut UnitOfWork) -> Result<u64, Fault> {
        let today = day_in_france(self.now())?;
        // The last day counts to its end: whoever was notified later than this has all of today.
        let over = beginning_in_france(today)?.minus(self.0.rules.opposition);
        let notified_by = Timestamp::from_millis(over.as_millis() - 1);
        let mut created = 0;
        let mut persons = work.persons_to_create(notified_by, today).await?;
        // In the order in which all jobs take persons on: two who wait for each other would wait for ever.
        persons.sort_by_key(|person| *person.profile.as_bytes());
        for person in persons {
            created += u64::from(self.create_space(work, &person).await?);
        }
        Ok(created)
    }

    async fn create_space(&self, work: &mut UnitOfWork, person: &Reach) -> Result<bool, Fault> {
        let now = self.now();
        if !work.create_space(person.profile, now).await? {
            return Ok(false);
        }
        work.record_of_service(person.profile, Act::SpaceCreated, now).await?;
        if let Some(message) = space_created(person, &self.0.rules.site) {
            message.enqueue(work, terms::announcement(now), now).await?;
        }
        Ok(true)
    }
}
