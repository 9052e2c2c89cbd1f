//! The questions and their answers, by crate `webauthn_rp`; what is kept of them are octets.

use serde_json::Value;
use uuid::Uuid;
use webauthn_rp::bin::{Decode as _, Encode as _};
use webauthn_rp::request::auth::AuthenticationVerificationOptions;
use webauthn_rp::request::register::{
    CredProtect, PublicKeyCredentialUserEntity, RegistrationVerificationOptions, UserHandle16,
    Username,
};
use webauthn_rp::request::{AsciiDomain, PublicKeyCredentialDescriptor, RpId};
use webauthn_rp::response::AuthTransports;
use webauthn_rp::response::CredentialId;
use webauthn_rp::response::auth::ser_relaxed::DiscoverableAuthenticationRelaxed16;
use webauthn_rp::response::register::ser_relaxed::RegistrationRelaxed;
use webauthn_rp::response::register::{CompressedPubKey, DynamicState, StaticState};
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthenticationServerState,
    DiscoverableCredentialRequestOptions, PublicKeyCredentialCreationOptions,
    RegistrationServerState,
};

use super::PasskeyError;

/// Where passkeys are made and shown: they are bound to one host name.
#[derive(Debug)]
pub struct RelyingParty {
    id: RpId,
    origin: String,
}

/// Passkeys need a host with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("passkeys need a host with a name, not an IP address")]
pub struct NotAPlaceForPasskeys;

/// What is kept of a passkey.
pub(super) struct Kept {
    pub(super) credential_id: Vec<u8>,
    pub(super) static_state: Vec<u8>,
    pub(super) dynamic_state: Vec<u8>,
}

impl RelyingParty {
    /// The host of `public`, the address of this installation.
    ///
    /// # Errors
    ///
    /// [`NotAPlaceForPasskeys`].
    pub fn at(public: &url::Url) -> Result<Self, NotAPlaceForPasskeys> {
        let host = public.domain().ok_or(NotAPlaceForPasskeys)?;
        let domain = AsciiDomain::try_from(host.to_owned()).map_err(|_| NotAPlaceForPasskeys)?;
        Ok(Self {
            id: RpId::Domain(domain),
            origin: public.origin().ascii_serialization(),
        })
    }

    /// Asks a device for a new passkey of `holder`, other than those of `known`; the state to keep and the question.
    pub(super) fn ask_for_new(
        &self,
        holder: Uuid,
        name: &str,
        known: Vec<Vec<u8>>,
    ) -> Result<(Vec<u8>, Value), PasskeyError> {
        let handle =
            UserHandle16::decode(holder.into_bytes()).map_err(|_| PasskeyError::Unasked)?;
        let user = PublicKeyCredentialUserEntity {
            name: Username::try_from(name).map_err(|_| PasskeyError::Unasked)?,
            id: &handle,
            display_name: None,
        };
        let known = known.into_iter().filter_map(|id| {
            Some(PublicKeyCredentialDescriptor {
                id: CredentialId::decode(id).ok()?,
                // by whatever way it is reached
                transports: AuthTransports::decode(0).ok()?,
            })
        });
        let mut options =
            PublicKeyCredentialCreationOptions::passkey(&self.id, user, known.collect());
        // Many phones do not know this extension, and refuse where it is insisted on: a passkey asks for its owner anyway.
        options.extensions.cred_protect = CredProtect::None;
        let (server, client) = options
            .start_ceremony()
            .map_err(|_| PasskeyError::Unasked)?;
        let state = server.encode().map_err(|_| PasskeyError::Unasked)?;
        let question = serde_json::to_value(&client).map_err(|_| PasskeyError::Unasked)?;
        Ok((state, question))
    }

    /// The new passkey, if `answer` answers the question of `state`.
    pub(super) fn made(&self, state: &[u8], answer: &Value) -> Result<Kept, PasskeyError> {
        let state =
            RegistrationServerState::<16>::decode(state).map_err(|_| PasskeyError::Closed)?;
        let answer: RegistrationRelaxed =
            serde_json::from_value(answer.clone()).map_err(|_| PasskeyError::Wrong)?;
        let options = RegistrationVerificationOptions::<&str, &str> {
            allowed_origins: &[&*self.origin],
            error_on_unsolicited_extensions: false,
            ..Default::default()
        };
        let made = state
            .verify(&self.id, &answer.0, &options)
            .map_err(|_| PasskeyError::Wrong)?;
        let Ok(static_state) = made.static_state().encode();
        let Ok(dynamic_state) = made.dynamic_state().encode();
        Ok(Kept {
            credential_id: made.id().as_ref().to_vec(),
            static_state,
            dynamic_state: dynamic_state.to_vec(),
        })
    }

    /// Asks for any passkey of this host; the state to keep and the question.
    pub(super) fn ask_for_any(&self) -> Result<(Vec<u8>, Value), PasskeyError> {
        let options = DiscoverableCredentialRequestOptions::passkey(&self.id);
        let (server, client) = options
            .start_ceremony()
            .map_err(|_| PasskeyError::Unasked)?;
        let state = server.encode().map_err(|_| PasskeyError::Unasked)?;
        let question = serde_json::to_value(&client).map_err(|_| PasskeyError::Unasked)?;
        Ok((state, question))
    }

    /// Whose passkey an answer is by, by its own word.
    pub(super) fn said(answer: &Value) -> Result<Shown, PasskeyError> {
        let answer: DiscoverableAuthenticationRelaxed16 =
            serde_json::from_value(answer.clone()).map_err(|_| PasskeyError::Wrong)?;
        Ok(Shown(answer))
    }

    /// The dynamic state that a passkey has after it answered the question of `state`.
    pub(super) fn shown(
        &self,
        state: &[u8],
        answer: &Shown,
        kept: &Kept,
    ) -> Result<Vec<u8>, PasskeyError> {
        let state = DiscoverableAuthenticationServerState::decode(state)
            .map_err(|_| PasskeyError::Closed)?;
        let dynamic = <[u8; 7]>::try_from(&*kept.dynamic_state).map_err(|_| PasskeyError::Wrong)?;
        let handle = answer.0.0.response().user_handle();
        let mut known = AuthenticatedCredential::<
            16,
            CompressedPubKey<[u8; 32], [u8; 32], [u8; 48], Vec<u8>>,
        >::new(
            CredentialId::decode(&*kept.credential_id).map_err(|_| PasskeyError::Wrong)?,
            handle,
            StaticState::decode(&*kept.static_state).map_err(|_| PasskeyError::Wrong)?,
            DynamicState::decode(dynamic).map_err(|_| PasskeyError::Wrong)?,
        )
        .map_err(|_| PasskeyError::Wrong)?;
        let options = AuthenticationVerificationOptions::<&str, &str> {
            allowed_origins: &[&*self.origin],
            error_on_unsolicited_extensions: false,
            ..Default::default()
        };
        state
            .verify(&self.id, &answer.0.0, &mut known, &options)
            .map_err(|_| PasskeyError::Wrong)?;
        let Ok(dynamic) = known.dynamic_state().encode();
        Ok(dynamic.to_vec())
    }
}

/// An answer that shows a passkey.
pub(super) struct Shown(DiscoverableAuthenticationRelaxed16);

impl Shown {
    /// The passkey that it names.
    pub(super) fn credential_id(&self) -> &[u8] {
        self.0.0.raw_id().into_inner()
    }

    /// The account that it names.
    pub(super) fn holder(&self) -> Uuid {
        let Ok(handle) = self.0.0.response().user_handle().encode();
        Uuid::from_bytes(handle)
    }
}
