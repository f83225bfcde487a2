//! Demonstration mode. Outside it every function answers [`AppError::NotFound`].

use domain::view::Demonstration;
use leptos::server;
use server_fn::codec::Postcard;

use crate::error::AppError;

#[cfg(feature = "ssr")]
use {
    crate::visit::{Visit, app_error, failed},
    domain::place::PublicPage,
    services::Fault,
};

/// The mails and SMS that would have been sent, and the clock.
#[server(endpoint = "demonstration/etat", output = Postcard)]
pub async fn read_demonstration() -> Result<Demonstration, AppError> {
    Visit::current()?.services.demonstration().await.map_err(only_there)
}

/// Sets the service's clock forward by that many minutes, and shows the page again.
#[server(endpoint = "demonstration/horloge", output = Postcard)]
pub async fn set_clock_forward(#[server(default)] minutes: u32) -> Result<(), AppError> {
    Visit::current()?.services.set_clock_forward(minutes).await.map_err(only_there)?;
    leptos_axum::redirect(PublicPage::Demonstration.path());
    Ok(())
}

/// Puts everything back as it was, signs everybody out, and shows the page again.
#[server(endpoint = "demonstration/remise-a-zero", output = Postcard)]
pub async fn reset_demonstration() -> Result<(), AppError> {
    Visit::current()?.services.reset_demonstration().await.map_err(only_there)?;
    leptos_axum::redirect(PublicPage::Demonstration.path());
    Ok(())
}

/// Outside demonstration mode its pages do not exist.
#[cfg(feature = "ssr")]
fn only_there(fault: Fault) -> AppError {
    match fault {
        Fault::Refused => failed(AppError::NotFound),
        other => app_error(other),
    }
}
