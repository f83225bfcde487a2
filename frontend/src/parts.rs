//! The parts of the program: one function per area, which the build's splitter puts into a file of its own, with all
//! that only it needs. Nothing else may name the functions of `app::areas` that they call, or their pages would stay in the
//! main part.

#![expect(
    clippy::unnecessary_wraps,
    reason = "what is loaded first may not come, which the splitter's code says by it"
)]

use app::areas::{self, Area, Coming, Page, Parts, Program};
use futures::FutureExt as _;
use leptos::prelude::{AnyView, window};
use leptos::wasm_split::{SplitLoaderError, wasm_split};

/// How this program draws what is not in its main part.
pub const PARTS: Parts = Parts { load, draw };

#[wasm_split(enrolment, wasm_split_path = ::leptos::wasm_split, preload(load_enrolment), fallible)]
fn enrolment(page: Page) -> Result<AnyView, SplitLoaderError> {
    Ok(areas::enrolment(page))
}

#[wasm_split(profiles, wasm_split_path = ::leptos::wasm_split, preload(load_profiles), fallible)]
fn profiles(page: Page) -> Result<AnyView, SplitLoaderError> {
    Ok(areas::profiles(page))
}

#[wasm_split(settings, wasm_split_path = ::leptos::wasm_split, preload(load_settings), fallible)]
fn settings(page: Page) -> Result<AnyView, SplitLoaderError> {
    Ok(areas::settings(page))
}

#[wasm_split(sharing_and_closure, wasm_split_path = ::leptos::wasm_split, preload(load_sharing_and_closure), fallible)]
fn sharing_and_closure(page: Page) -> Result<AnyView, SplitLoaderError> {
    Ok(areas::sharing_and_closure(page))
}

#[wasm_split(health_record, wasm_split_path = ::leptos::wasm_split, preload(load_health_record), fallible)]
fn health_record(page: Page) -> Result<AnyView, SplitLoaderError> {
    Ok(areas::health_record(page))
}

fn load(area: Area) -> Coming {
    match area {
        Area::Enrolment => Box::pin(load_enrolment().map(|came| came.is_ok())),
        Area::Profiles => Box::pin(load_profiles().map(|came| came.is_ok())),
        Area::Settings => Box::pin(load_settings().map(|came| came.is_ok())),
        Area::SharingAndClosure => Box::pin(load_sharing_and_closure().map(|came| came.is_ok())),
        Area::HealthRecord => Box::pin(load_health_record().map(|came| came.is_ok())),
    }
}

/// Loads what the page that the server sent needs; says whether it came.
pub async fn first_page_has_come() -> bool {
    let path = window().location().pathname().unwrap_or_default();
    match Page::of_path(&path).map(Page::program) {
        Some(Program::Part(area)) => load(area).await,
        Some(Program::Main | Program::Without) | None => true,
    }
}

/// What was loaded is drawn at once.
fn draw(program: Program, page: Page) -> Option<AnyView> {
    let drawn = match program {
        Program::Part(Area::Enrolment) => enrolment(page).now_or_never(),
        Program::Part(Area::Profiles) => profiles(page).now_or_never(),
        Program::Part(Area::Settings) => settings(page).now_or_never(),
        Program::Part(Area::SharingAndClosure) => sharing_and_closure(page).now_or_never(),
        Program::Part(Area::HealthRecord) => health_record(page).now_or_never(),
        Program::Main | Program::Without => None,
    };
    drawn?.ok()
}
