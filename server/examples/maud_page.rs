//! A yardstick of `make bench`: a page of the same text as one of ours, by axum and maud, without session,
//! database, headers or hydration. What a page can cost at best.
//!
//!     maud_page 127.0.0.1:3900 TEXTS.json      an array of the texts and of the addresses they link to
#![expect(clippy::unwrap_used, reason = "a yardstick that cannot start says so by stopping")]

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Html;
use axum::routing::get;
use axum::serve::ListenerExt as _;
use maud::{DOCTYPE, html};
use serde::Deserialize;

#[derive(Deserialize)]
struct Text {
    text: String,
    href: Option<String>,
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let (address, file) = (arguments.next().unwrap(), arguments.next().unwrap());
    let texts: Vec<Text> = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let listener = tokio::net::TcpListener::bind(address).await.unwrap().tap_io(|stream| {
        stream.set_nodelay(true).unwrap();
    });
    axum::serve(listener, Router::new().route("/", get(page)).with_state(Arc::new(texts))).await.unwrap();
}

async fn page(State(texts): State<Arc<Vec<Text>>>) -> Html<String> {
    let page = html! {
        (DOCTYPE)
        html lang="fr" {
            head {
                meta charset="utf-8";
                title { "Mon espace santé" }
                link rel="stylesheet" href="/style.css";
            }
            body {
                main class="container" {
                    @for Text { text, href } in texts.iter() {
                        @match href {
                            Some(href) => p class="link" { a class="link__text" href=(href) { (text) } },
                            None => p class="text" { (text) },
                        }
                    }
                }
            }
        }
    };
    Html(page.into_string())
}
