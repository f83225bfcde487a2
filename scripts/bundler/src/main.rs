//! Makes the browser's program out of the WebAssembly that the compiler wrote: splits it by area and binds it to JavaScript.
//!
//! ```text
//! bundler PROGRAM.wasm FOLDER NAME
//! ```
//!
//! It leaves in FOLDER, all with names that `scripts/build.mjs` replaces by names after their content:
//! - `NAME.js` and `NAME_bg.wasm`, the program's glue and its main part;
//! - `loader.js`, which loads the parts;
//! - a `.wasm` per area (`split_AREA.wasm`) and per set of areas that share code (`chunk_N.wasm`);
//! - `parts.json`: for each area the files that its pages need beside the main part.
//!
//! It is these two libraries and nothing else, so that their versions stand in `Cargo.lock` beside those of the libraries
//! that they must match.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow, bail};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, transform};

const LOADER: &str = "./loader.js";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [program, folder, name] = &arguments[..] else { bail!("say: bundler PROGRAM.wasm FOLDER NAME") };
    let (program, folder) = (Path::new(program), Path::new(folder));
    fs::create_dir_all(folder)?;
    let code = fs::read(program).with_context(|| format!("{} cannot be read", program.display()))?;

    let main = folder.join("main.wasm");
    let glue = format!("./{name}.js");
    let mut options = Options::new(&code);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.link_name = LOADER;
    options.main_module = &glue;
    let split = transform(options).map_err(|error| anyhow!("splitting the program: {error:?}"))?;
    // In an order of its own, not of chance.
    let parts: BTreeMap<String, Vec<String>> = split.prefetch_map.into_iter().collect();
    fs::write(folder.join("parts.json"), serde_json::to_string_pretty(&parts)?)?;

    Bindgen::new()
        .input_path(&main)
        .out_name(name)
        .web(true)?
        // The parts import what the main one exports, under the linker's names.
        .keep_lld_exports(true)
        .demangle(false)
        .generate(folder)
        .context("binding the program to JavaScript")?;
    fs::remove_file(main)?;
    Ok(())
}
