//! A yardstick of `make bench`: how many argon2id hashes a second this machine makes when nothing
//! else is done. Each thread keeps its memory from hash to hash: asking the system for it anew can
//! take longer than the hash, and is no part of argon2id.
//!
//!     bare_argon2 MEMORY_KIB PASSES THREADS SECONDS
#![expect(clippy::print_stdout, reason = "prints its figure")]

use std::thread;
use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Block, Params, Version};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<u32> = std::env::args().skip(1).map(|text| text.parse()).collect::<Result<_, _>>()?;
    let [memory, passes, threads, seconds] = arguments[..] else {
        return Err("say MEMORY_KIB PASSES THREADS SECONDS".into());
    };
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(memory, passes, 1, None)?);
    let begun = Instant::now();
    let until = Duration::from_secs(seconds.into());
    let hashes: u32 = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut hashes = 0;
                    let mut output = [0; 32];
                    let mut blocks = vec![Block::default(); argon2.params().block_count()];
                    while begun.elapsed() < until {
                        let (password, salt) = (b"a password", b"sixteen bytes !!");
                        if argon2.hash_password_into_with_memory(password, salt, &mut output, &mut blocks).is_ok() {
                            hashes += 1;
                        }
                    }
                    hashes
                })
            })
            .collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()).sum()
    });
    println!("{:.2}", f64::from(hashes) / begun.elapsed().as_secs_f64());
    Ok(())
}
