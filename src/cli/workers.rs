//! The work that a server does beside answering: four queues, so that nobody waits behind what is not as urgent.
//!
//! | queue | what waits there | how long at most |
//! |---|---|---|
//! | patient | badges looked at again, ends, what the law forgets | hours |
//! | prompt | mails with a link or a code, the map, the audit's chain | a second |
//! | letters | who is to be written to, and what | minutes |
//! | post | those letters, to the mail server | as it takes them |

use std::sync::Arc;

use chrono::TimeDelta;

use super::place::Installation;
use crate::account::Sweep;
use crate::account::companies::register::{AskRegister, Template};
use crate::account::coordinators::TellCoordinators;
use crate::account::mail::{Post, Queue, Transport};
use crate::config;
use crate::fetch::{Allowance, Fetcher, Online};
use crate::issuing::applications::arrivals::TellFacilitators;
use crate::issuing::archive::Nightly;
use crate::jobs::Worker;
use crate::jobs::audit::Seal;
use crate::network::keys::DrawKeys;
use crate::passport::holder_code::SendCode;
use crate::passport::recheck::{Elsewhere, Recheck, RecheckBadge};
use crate::passport::rights::Retention;
use crate::presence::batch::Batch;
use crate::presence::own::{Invite, Remind};
use crate::presence::{Expiry, Refresh};
use crate::relay::letters::{Keep, Letter, Letters, Tell};
use crate::search;
use crate::search::saved::alerts::Alerts;

/// One worker for each queue.
pub(super) struct Workers {
    patient: Worker,
    prompt: Worker,
    letters: Worker,
    post: Worker,
}

impl Workers {
    /// Workers of an installation; without a transport mails stay in their queues.
    pub(super) fn new(
        installation: &Installation,
        fetcher: &Fetcher,
        register: Option<Template>,
        transport: Option<Transport>,
    ) -> Self {
        let transport = transport.map(Arc::new);
        let mails = |queue| {
            let transport = transport.clone()?;
            Some(Arc::new(Post {
                queue,
                pool: installation.database.app.clone(),
                clock: installation.clock.clone(),
                master: installation.master.clone(),
                transport,
            }))
        };
        let with = |worker: Worker, post: Option<Arc<Post>>| match post {
            Some(post) => worker.with(post),
            None => worker,
        };
        let ask = AskRegister {
            pool: installation.database.app.clone(),
            clock: installation.clock.clone(),
            register: register.map(|template| (fetcher.clone(), template)),
        };
        Self {
            patient: patient(installation, fetcher.clone()).with(Arc::new(ask)),
            prompt: with(prompt(installation), mails(Queue::Awaited)),
            letters: letters(installation),
            post: with(idle(installation), mails(Queue::Letters)),
        }
    }

    /// Works until told to stop, then ends after the jobs under way.
    pub(super) async fn run<Stop: Future<Output = ()>>(&self, stopped: impl Fn() -> Stop) {
        tokio::join!(
            self.patient.run(stopped()),
            self.prompt.run(stopped()),
            self.letters.run(stopped()),
            self.post.run(stopped()),
        );
    }
}

fn idle(installation: &Installation) -> Worker {
    Worker::new(
        installation.database.app.clone(),
        installation.clock.clone(),
    )
}

/// What takes its time: badges looked at again, what has ended, what the law forgets.
fn patient(installation: &Installation, fetcher: Fetcher) -> Worker {
    let recheck = Recheck::new(
        installation.database.app.clone(),
        installation.clock.clone(),
        installation.base.clone(),
        elsewhere(fetcher),
    );
    idle(installation)
        .with(Arc::new(RecheckBadge(recheck.clone())))
        .every(TimeDelta::minutes(1), Arc::new(recheck))
        .every(
            TimeDelta::minutes(1),
            Arc::new(Expiry::new(
                installation.database.app.clone(),
                installation.clock.clone(),
            )),
        )
        .every(
            TimeDelta::hours(6),
            Arc::new(DrawKeys {
                pool: installation.database.app.clone(),
                clock: installation.clock.clone(),
                master: installation.master.clone(),
                base: installation.base.clone(),
            }),
        )
        .every(
            TimeDelta::hours(6),
            Arc::new(Retention {
                pool: installation.database.app.clone(),
                clock: installation.clock.clone(),
                master: installation.master.clone(),
                base: installation.base.clone(),
            }),
        )
        .every(
            TimeDelta::minutes(10),
            Arc::new(Nightly::new(
                installation.database.app.clone(),
                installation.clock.clone(),
                installation.base.clone(),
            )),
        )
}

/// What somebody sits and waits for, or must be seen within a second.
fn prompt(installation: &Installation) -> Worker {
    idle(installation)
        .with(Arc::new(Refresh {
            pool: installation.database.app.clone(),
            clock: installation.clock.clone(),
        }))
        .with(Arc::new(SendCode {
            pool: installation.database.app.clone(),
            clock: installation.clock.clone(),
            master: installation.master.clone(),
        }))
        .every(
            TimeDelta::minutes(1),
            Arc::new(Seal {
                pool: installation.database.app.clone(),
            }),
        )
        .every(
            TimeDelta::minutes(10),
            Arc::new(Batch {
                pool: installation.database.app.clone(),
                clock: installation.clock.clone(),
            }),
        )
        .every(
            TimeDelta::minutes(10),
            Arc::new(search::Sweep {
                pool: installation.database.app.clone(),
                clock: installation.clock.clone(),
            }),
        )
        .every(
            TimeDelta::hours(1),
            Arc::new(Sweep {
                pool: installation.database.app.clone(),
                clock: installation.clock.clone(),
            }),
        )
}

/// Who is to be written to: of a need, thousands.
fn letters(installation: &Installation) -> Worker {
    let letters = Letters {
        pool: installation.database.app.clone(),
        clock: installation.clock.clone(),
        master: installation.master.clone(),
        base: installation.base.clone(),
        domain: config::relay_domain(),
    };
    idle(installation)
        .with(Arc::new(Invite {
            pool: installation.database.app.clone(),
            clock: installation.clock.clone(),
            master: installation.master.clone(),
            base: installation.base.clone(),
        }))
        .with(Arc::new(TellFacilitators {
            pool: installation.database.app.clone(),
            clock: installation.clock.clone(),
            master: installation.master.clone(),
            base: installation.base.clone(),
        }))
        .with(Arc::new(TellCoordinators {
            pool: installation.database.app.clone(),
            clock: installation.clock.clone(),
            master: installation.master.clone(),
            link: installation.base.url("/coordination"),
        }))
        .every(
            TimeDelta::hours(1),
            Arc::new(Remind {
                pool: installation.database.app.clone(),
                clock: installation.clock.clone(),
                master: installation.master.clone(),
                base: installation.base.clone(),
            }),
        )
        .with(Arc::new(Tell(letters.clone())))
        .with(Arc::new(Letter(letters.clone())))
        .every(TimeDelta::hours(1), Arc::new(Keep(letters)))
        .every(
            TimeDelta::hours(1),
            Arc::new(Alerts {
                pool: installation.database.app.clone(),
                clock: installation.clock.clone(),
                master: installation.master.clone(),
                base: installation.base.clone(),
            }),
        )
}

/// The web, as badges that are looked at again may ask it: each host with an allowance of its own.
fn elsewhere(fetcher: Fetcher) -> Elsewhere {
    const OF_A_HOST: Allowance = Allowance {
        documents: 500,
        total: std::time::Duration::from_mins(1),
    };
    let runtime = tokio::runtime::Handle::current();
    Arc::new(move || Arc::new(Online::new(fetcher.clone(), runtime.clone(), OF_A_HOST)))
}
