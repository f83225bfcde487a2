//! The server functions, one file per family. Each identifies the caller, calls one service
//! method, and redirects or returns.
pub mod children;
pub mod closure;
pub mod confirmation;
pub mod demonstration;
pub mod enrolment;
pub mod export;
pub mod onboarding;
pub mod sharing;
pub mod sign_in;
pub mod space;
