//! A mail server for tests: it speaks as much of SMTP as it takes, answers as it is told, and keeps what it was given.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A mail server on a port of its own.
#[derive(Clone)]
pub struct Relay {
    port: u16,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    /// Whether it hangs up on everybody.
    away: AtomicBool,
    /// How long it takes to take a mail in.
    takes: Mutex<Duration>,
    /// What it answers to commands that begin so, instead of yes; `.` is the end of a mail.
    answers: Mutex<HashMap<String, String>>,
    mails: Mutex<Vec<Received>>,
    connections: AtomicUsize,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
}

/// A mail that it took in.
#[derive(Clone, Debug)]
pub struct Received {
    /// To which address.
    pub to: String,
    /// Headers and content, decoded as far as they are quoted-printable.
    pub text: String,
    /// When.
    pub at: Instant,
}

impl Relay {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let relay = Self { port: listener.local_addr().unwrap().port(), state: Arc::default() };
        let state = relay.state.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = state.clone();
                tokio::spawn(async move {
                    // A client that hangs up is no fault.
                    let _ = state.talk(stream).await;
                });
            }
        });
        relay
    }

    /// `smtp://…`, with a user's name and password.
    pub fn url(&self) -> String {
        format!("smtp://nous:secret@127.0.0.1:{}", self.port)
    }

    /// It goes away, or comes back.
    pub fn set_away(&self, away: bool) {
        self.state.away.store(away, Ordering::Relaxed);
    }

    /// How long it takes over a mail from now on.
    pub fn set_takes(&self, takes: Duration) {
        *self.state.takes.lock().unwrap() = takes;
    }

    /// What it answers from now on to commands that begin so; an empty answer is a yes again.
    pub fn answer(&self, command: &str, answer: &str) {
        let mut answers = self.state.answers.lock().unwrap();
        answers.remove(command);
        if !answer.is_empty() {
            answers.insert(command.to_owned(), answer.to_owned());
        }
    }

    /// What it has taken in so far.
    pub fn mails(&self) -> Vec<Received> {
        self.state.mails.lock().unwrap().clone()
    }

    /// How many connections were made, and how many mails it was at most busy with at once.
    pub fn connections(&self) -> (usize, usize) {
        (self.state.connections.load(Ordering::Relaxed), self.state.most_at_once.load(Ordering::Relaxed))
    }
}

impl State {
    fn answer_to(&self, command: &str, yes: &str) -> String {
        let answers = self.answers.lock().unwrap();
        let told = answers.iter().find(|(begins, _)| command.starts_with(begins.as_str()));
        told.map_or_else(|| yes.to_owned(), |(_, answer)| answer.clone())
    }

    async fn talk(&self, stream: TcpStream) -> std::io::Result<()> {
        if self.away.load(Ordering::Relaxed) {
            return Ok(());
        }
        self.connections.fetch_add(1, Ordering::Relaxed);
        stream.set_nodelay(true)?;
        let mut stream = BufReader::new(stream);
        let mut to = String::new();
        say(&mut stream, &self.answer_to("greeting", "220 essai")).await?;
        let mut line = String::new();
        loop {
            line.clear();
            if stream.read_line(&mut line).await? == 0 || self.away.load(Ordering::Relaxed) {
                return Ok(());
            }
            let command = line.trim_end();
            let yes = match command.get(..4).unwrap_or_default() {
                "EHLO" => "250-essai\r\n250-AUTH PLAIN\r\n250 8BITMIME",
                "AUTH" => "235 ok",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 ok",
            };
            let answer = self.answer_to(command, yes);
            say(&mut stream, &answer).await?;
            match (command.get(..4).unwrap_or_default(), answer.as_bytes()[0]) {
                ("RCPT", b'2') => to = command.trim_start_matches("RCPT TO:<").trim_end_matches('>').to_owned(),
                ("DATA", b'3') => self.take(&mut stream, &to).await?,
                ("QUIT", _) => return Ok(()),
                _ => {}
            }
        }
    }

    async fn take(&self, stream: &mut BufReader<TcpStream>, to: &str) -> std::io::Result<()> {
        let (mut text, mut line) = (String::new(), String::new());
        while line != ".\r\n" {
            text.push_str(&line);
            line.clear();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
        }
        let busy = self.at_once.fetch_add(1, Ordering::Relaxed) + 1;
        self.most_at_once.fetch_max(busy, Ordering::Relaxed);
        let takes = *self.takes.lock().unwrap();
        if !takes.is_zero() {
            tokio::time::sleep(takes).await;
        }
        self.at_once.fetch_sub(1, Ordering::Relaxed);
        let answer = self.answer_to(".", "250 ok");
        if answer.starts_with('2') {
            let received = Received { to: to.to_owned(), text: decoded(&text), at: Instant::now() };
            self.mails.lock().unwrap().push(received);
        }
        say(stream, &answer).await
    }
}

async fn say(stream: &mut BufReader<TcpStream>, answer: &str) -> std::io::Result<()> {
    stream.get_mut().write_all(format!("{answer}\r\n").as_bytes()).await
}

/// Quoted-printable, decoded; what is not is left as it is.
fn decoded(text: &str) -> String {
    let text = text.replace("=\r\n", "");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = (*first == b'=').then(|| after.get(..2)).flatten().and_then(|pair| std::str::from_utf8(pair).ok());
        if let Some(byte) = hex.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
