//! Connections that are slow on purpose: each is let go by its deadline, and pages are answered meanwhile.

use std::time::{Duration, Instant};

use store::scratch::{Engine, Scratch};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

use crate::{Process, client, rounds, site};

const REQUEST_SECONDS: u64 = 2;
const IDLE_SECONDS: u64 = 3;

/// How a connection keeps the service waiting.
#[derive(Clone, Copy, Debug)]
enum Slow {
    /// It says nothing.
    Silent,
    /// It stops in the middle of a head.
    HalfAHead,
    /// It sends a head by the byte.
    ByteByByte,
    /// It stops in the middle of a body.
    StalledBody,
    /// It sends a body by the byte.
    BodyByteByByte,
    /// It says nothing more after an answer.
    IdleAfterAnAnswer,
}

const ALL: [Slow; 6] =
    [Slow::Silent, Slow::HalfAHead, Slow::ByteByByte, Slow::StalledBody, Slow::BodyByteByByte, Slow::IdleAfterAnAnswer];

/// A slow line that goes on taking is not let go, although what waits for it in the system is a lot of time's worth.
#[tokio::test(flavor = "multi_thread")]
async fn a_slow_line_gets_all_of_a_large_file() {
    const LENGTH: usize = 6 * 1024 * 1024;
    let scratch = Scratch::new(Engine::Sqlite).await;
    let file = site(scratch.folder()).join("pkg/large.bin");
    std::fs::write(&file, vec![7; LENGTH]).unwrap();
    let variables = [("DEMONSTRATION", "true"), ("REQUEST_SECONDS", "1")];
    let process = Process::start_with(&scratch, (64, 1), &variables).await;
    let address = process.origin.trim_start_matches("http://").to_owned();
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(32 * 1024).unwrap();
    let mut stream = socket.connect(address.parse().unwrap()).await.unwrap();
    let request = format!("GET /pkg/large.bin HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let (mut taken, mut piece) = (0, vec![0; 64 * 1024]);
    loop {
        match stream.read(&mut piece).await {
            Ok(0) => break,
            Ok(read) => taken += read,
            Err(error) => panic!("cut after {taken} bytes: {error}"),
        }
        // About a megabyte a second.
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    assert!(taken > LENGTH, "cut after {taken} bytes");
}

/// Opens a connection and waits until the service ends it; how long that took.
async fn until_let_go(address: String, slow: Slow) -> Duration {
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let begun = Instant::now();
    let post = format!(
        "POST /api/activer/naissance HTTP/1.1\r\nhost: {address}\r\nsec-fetch-site: same-origin\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: 1000\r\n\r\njour=28"
    );
    let (at_once, then) = match slow {
        Slow::Silent => (String::new(), false),
        Slow::HalfAHead => ("GET / HTTP/1.1\r\nhost: exem".to_owned(), false),
        Slow::ByteByByte => ("GET / HTTP/1.1\r\nx: ".to_owned(), true),
        Slow::StalledBody => (post, false),
        Slow::BodyByteByByte => (post, true),
        Slow::IdleAfterAnAnswer => (format!("GET /livez HTTP/1.1\r\nhost: {address}\r\n\r\n"), false),
    };
    stream.write_all(at_once.as_bytes()).await.unwrap();
    let mut answer = [0; 4096];
    loop {
        // A byte each half second, for those who do.
        match tokio::time::timeout(Duration::from_millis(500), stream.read(&mut answer)).await {
            Ok(Ok(0) | Err(_)) => return begun.elapsed(),
            Ok(Ok(_)) => {}
            Err(_) if then && stream.write_all(b"a").await.is_err() => return begun.elapsed(),
            Err(_) => assert!(begun.elapsed() < Duration::from_mins(1), "{slow:?} is still open"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_connections_are_let_go_and_pages_answered_meanwhile() {
    let scratch = Scratch::new(Engine::Sqlite).await;
    let (request, idle) = (REQUEST_SECONDS.to_string(), IDLE_SECONDS.to_string());
    let variables = [("DEMONSTRATION", "true"), ("REQUEST_SECONDS", request.as_str()), ("IDLE_SECONDS", idle.as_str())];
    let process = Process::start_with(&scratch, (64, 1), &variables).await;
    let (total, address) = (rounds(60, 1000), process.origin.trim_start_matches("http://").to_owned());
    let opened: Vec<_> = (0..total)
        .map(|number| {
            let slow = ALL[number % ALL.len()];
            let address = address.clone();
            tokio::spawn(async move { (slow, until_let_go(address, slow).await) })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let (client, mut waited) = (client(), Vec::new());
    for _ in 0..20 {
        let asked = Instant::now();
        assert!(client.get(format!("{}/connexion", process.origin)).send().await.unwrap().status().is_success());
        waited.push(asked.elapsed());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut longest = Duration::ZERO;
    for each in opened {
        let (slow, open) = each.await.unwrap();
        let deadline = match slow {
            Slow::StalledBody | Slow::BodyByteByByte => REQUEST_SECONDS,
            _ => IDLE_SECONDS,
        };
        assert!(open >= Duration::from_millis(deadline * 1000 - 600), "{slow:?} was let go after {open:?}");
        longest = longest.max(open);
    }
    waited.sort();
    let page = waited[waited.len() / 2];
    println!(
        "{total} slow connections: the last was let go after {:.1} s; a page took {:.0} ms meanwhile, {:.0} ms at most",
        longest.as_secs_f64(),
        page.as_secs_f64() * 1000.0,
        waited[waited.len() - 1].as_secs_f64() * 1000.0
    );
    assert!(rounds(0, 1) == 0 || page < Duration::from_secs(1), "a page took {page:?}");
    // Times are of a shared machine: far more than it takes, far less than without any deadline.
    assert!(longest < Duration::from_secs(IDLE_SECONDS + 20), "{longest:?}");
}
