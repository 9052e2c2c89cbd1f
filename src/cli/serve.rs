//! `territoire serve`: pages, tiles and API until told to stop.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::process::ExitCode;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::place::{Installation, Needs, Place};
use super::workers::Workers;
use super::{EXIT_FAILED, EXIT_UNUSABLE, fail, logs};
use crate::account::companies::register::Template;
use crate::account::mail::{NotATransport, Transport};
use crate::config;
use crate::fetch::{Fetcher, Settings};
use crate::http::{self, AppState, Bounds};

/// How long requests under way may take once we are told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// `territoire serve`
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) place: Place,
    #[command(flatten)]
    pub(super) door: Door,
}

/// Where the pages are reached.
#[derive(Debug, clap::Args)]
pub(super) struct Door {
    /// Port of the pages
    #[arg(long, default_value_t = config::DEFAULT_PORT, env = "TERRITOIRE_PORT")]
    port: u16,
    /// Address to listen on: a proxy that speaks TLS stands in front of it
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), env = "TERRITOIRE_LISTEN")]
    listen: IpAddr,
    /// Where people and other tools reach the pages; part of every issuer's name, and settled at the first
    /// start [default: http://localhost:PORT]
    #[arg(long, value_name = "URL", env = "TERRITOIRE_PUBLIC_URL")]
    public_url: Option<String>,
}

impl Door {
    /// Takes the port before anything is started that would take longer to refuse.
    pub(super) fn open(&self) -> Result<TcpListener, ExitCode> {
        let address = SocketAddr::new(self.listen, self.port);
        TcpListener::bind(address)
            .and_then(|listener| listener.set_nonblocking(true).map(|()| listener))
            .map_err(|error| match error.kind() {
                ErrorKind::AddrInUse => fail(
                    EXIT_FAILED,
                    &format_args!(
                        "port {} is taken by another program: end it, or choose another --port",
                        self.port
                    ),
                ),
                ErrorKind::PermissionDenied => fail(
                    EXIT_FAILED,
                    &format_args!(
                        "port {} is kept for root: choose a --port above 1023",
                        self.port
                    ),
                ),
                _ => fail(EXIT_FAILED, &format_args!("{address}: {error}")),
            })
    }

    /// Where a person at this machine opens the pages.
    pub(super) fn address(&self, listener: &TcpListener) -> String {
        let port = listener
            .local_addr()
            .map_or(self.port, |address| address.port());
        format!("http://localhost:{port}")
    }

    /// What `serve` and `demo` need of a place.
    pub(super) fn needs(&self, demonstration: bool, address: &str) -> Needs {
        Needs {
            alone: true,
            demonstration: Some(demonstration),
            public_url: self.public_url.clone(),
            otherwise: Some(address.to_owned()),
        }
    }
}

/// Serves an installation without invented people.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let _log = logs::start("info,sqlx=warn");
    let listener = match arguments.door.open() {
        Ok(listener) => listener,
        Err(status) => return status,
    };
    let address = arguments.door.address(&listener);
    let needs = arguments.door.needs(false, &address);
    arguments.place.with(&needs, async |installation| {
        let signals = match Signals::listen() {
            Ok(signals) => signals,
            Err(status) => return status,
        };
        tracing::info!(address, public_url = installation.base.url(""), "ready");
        Box::pin(until_told_to_stop(installation, listener, signals)).await
    })
}

/// Answers requests and does jobs until SIGINT or SIGTERM; then ends what is under way, and stops.
pub(super) async fn until_told_to_stop(
    installation: &Installation,
    listener: TcpListener,
    signals: Signals,
) -> ExitCode {
    let listener = match tokio::net::TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => return fail(EXIT_FAILED, &error),
    };
    let (told, _) = watch::channel(false);
    let stopped = || {
        let mut told = told.subscribe();
        async move {
            // An error means that nobody is left to tell us: stop as well.
            let _ = told.wait_for(|stop| *stop).await;
        }
    };
    let fetcher = match Fetcher::new(Settings::of_environment()) {
        Ok(fetcher) => fetcher,
        Err(error) => return fail(EXIT_FAILED, &error),
    };
    let register = match config::register().as_deref().map(Template::parse) {
        None => None,
        Some(Ok(template)) => Some(template),
        Some(Err(error)) => return fail(EXIT_UNUSABLE, &error),
    };
    let transport = match transport(installation.instance.demonstration) {
        Ok(transport) => transport,
        Err(error) => return fail(EXIT_UNUSABLE, &error),
    };
    let mut state = AppState::new(
        installation.database.clone(),
        installation.clock.clone(),
        installation.base.clone(),
        installation.master.clone(),
        installation.instance.demonstration,
    )
    .with_operator(operator(installation.instance.demonstration))
    .with_network(fetcher.clone());
    if transport.is_none() {
        state = state.without_mails();
    }
    let follower = state.engine.follower();
    let bounds = Bounds::of_this_process();
    let server = http::serve(listener, http::Front::new(state), bounds, stopped());
    let workers = Workers::new(installation, &fetcher, register, transport);
    let signal = async {
        signals.asked_to_stop().await;
        told.send_replace(true);
        tokio::time::sleep(GRACE).await;
        tracing::warn!("some requests were still under way after {GRACE:?}");
    };
    // On a thread that waits for sockets itself: none is to be woken for each part of a million people.
    let mut following = JoinSet::new();
    following.spawn(follower.run(stopped()));
    let work = async { tokio::join!(server, workers.run(stopped)) };
    tokio::select! {
        ((), ()) = work => ExitCode::SUCCESS,
        Some(Err(panicked)) = following.join_next() => fail(EXIT_FAILED, &panicked),
        () = signal => ExitCode::SUCCESS,
    }
}

/// Who answers for this installation, as its legal pages say.
fn operator(demonstration: bool) -> config::Operator {
    let operator = config::operator();
    let said = [
        &operator.publisher,
        &operator.address,
        &operator.director,
        &operator.contact,
        &operator.host,
    ];
    if !demonstration && said.iter().any(|said| said.is_none()) {
        tracing::warn!(
            "the legal pages do not say all that the law wants: set TERRITOIRE_PUBLISHER, \
             TERRITOIRE_PUBLISHER_ADDRESS, TERRITOIRE_DIRECTOR, TERRITOIRE_CONTACT and TERRITOIRE_HOST"
        );
    }
    operator
}

/// Who carries mails. Where nothing is set nobody can ask for one.
fn transport(demonstration: bool) -> Result<Option<Transport>, NotATransport> {
    match config::mail() {
        _ if demonstration => Ok(Some(Transport::Shown)),
        Some((server, from)) => Transport::smtp(&server, &from).map(Some),
        None => {
            tracing::warn!(
                "no mail is sent, so nobody can sign in: set TERRITOIRE_SMTP_URL and TERRITOIRE_MAIL_FROM"
            );
            Ok(None)
        }
    }
}

/// SIGINT and SIGTERM, heard from the moment this exists.
pub(super) struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    /// Begins to listen: before anyone is told that we are ready, lest a signal end us out of order.
    pub(super) fn listen() -> Result<Self, ExitCode> {
        let heard = |kind| signal(kind).map_err(|error| fail(EXIT_FAILED, &error));
        Ok(Self {
            interrupt: heard(SignalKind::interrupt())?,
            terminate: heard(SignalKind::terminate())?,
        })
    }

    /// Waits for the first of them.
    pub(super) async fn asked_to_stop(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
