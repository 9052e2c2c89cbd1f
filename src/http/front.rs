//! What stands before all else: a tile that is in memory is answered here, past what only other answers need.
//!
//! To find a route among hundreds, and to make ready each layer of it, takes longer than to look such a tile up.
//!
//! **Invariant:** an answer from here bears what every answer bears ([`Noting`]), and passed every check of who asks, of
//! what is charged and of how old it is ([`tile`], [`tiles`]).

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;
use axum::routing::future::RouteFuture;
use futures_util::future::Either;
use tower::Service;

use super::envelope::Noting;
use super::search::tile;
use super::{AppState, tiles};

/// The answer that is in memory.
type AtHand = fn(&AppState, &Uri, &HeaderMap) -> Option<Response>;

/// Where answers may be in memory: what their paths begin with, the template of their route, and who looks.
const ROOMS: [(&str, &str, AtHand); 2] = [
    (tiles::ROOM, tiles::TILES, tiles::at_hand),
    (tile::ROOM, tile::MAILLES, tile::at_hand),
];

/// Everything that this installation answers, tiles at hand first.
#[derive(Clone)]
pub struct Front {
    state: AppState,
    behind: Router,
}

impl Front {
    /// Of an installation.
    #[must_use]
    pub fn new(state: AppState) -> Self {
        let behind = super::router(state.clone());
        Self { state, behind }
    }

    /// The answer that is in memory; `None`: ask behind.
    fn at_hand(&self, request: &Request) -> Option<Response> {
        if request.method() != Method::GET {
            return None;
        }
        let (uri, headers) = (request.uri(), request.headers());
        let mut rooms = ROOMS.iter();
        let (_, route, look) = rooms.find(|(room, ..)| uri.path().starts_with(room))?;
        let noting = Noting::begin("GET", uri.path());
        Some(noting.end(route, look(&self.state, uri, headers)?))
    }
}

impl Service<Request> for Front {
    type Response = Response;
    type Error = Infallible;
    type Future = Either<Ready<Result<Response, Infallible>>, RouteFuture<Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // A router is always ready.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        match self.at_hand(&request) {
            Some(response) => Either::Left(ready(Ok(response))),
            None => Either::Right(self.behind.call(request)),
        }
    }
}
