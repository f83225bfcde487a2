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

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow, bail};
use walrus::ir::{Call, Instr, InstrLocId, Unreachable, Visitor, dfs_in_order};
use walrus::{Function, FunctionId, FunctionKind, Module};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, transform};

/// Empties the functions by which a view is brought to life piece by piece, waiting for data in between.
///
/// Each type of view carries one in a table that no optimiser can see through, and they make 6 % of what the browser downloads.
/// None is called: the program's pages are brought to life at once (`hydrate_from`, not `hydrate_from_async`). A function that others
/// call by its name is left alone, since the compiler keeps one copy of functions that are alike. Were one called all the same, the
/// program would stop there, and every test that opens such a page would fail.
fn empty_what_is_never_called(module: &mut Module) {
    let never =
        |function: &Function| function.name.as_ref().is_some_and(|name| name.contains("8into_any13hydrate_async"));
    let mut emptied: HashSet<FunctionId> =
        module.funcs.iter().filter(|function| never(function)).map(Function::id).collect();
    let mut called = HashSet::new();
    for (_, function) in module.funcs.iter_local().filter(|(id, _)| !emptied.contains(id)) {
        dfs_in_order(&mut Calls(&mut called), function, function.entry_block());
    }
    emptied.retain(|id| !called.contains(id));
    for id in emptied {
        let FunctionKind::Local(body) = &mut module.funcs.get_mut(id).kind else { continue };
        let entry = body.entry_block();
        let instructions = &mut body.block_mut(entry).instrs;
        instructions.clear();
        instructions.push((Instr::Unreachable(Unreachable {}), InstrLocId::default()));
    }
}

/// Notes the functions that are called by their name.
struct Calls<'a>(&'a mut HashSet<FunctionId>);

impl Visitor<'_> for Calls<'_> {
    fn visit_call(&mut self, call: &Call) {
        self.0.insert(call.func);
    }
}

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

    let mut output = Bindgen::new()
        .input_path(&main)
        .out_name(name)
        .web(true)?
        // The parts import what the main one exports, under the linker's names.
        .keep_lld_exports(true)
        .demangle(false)
        .generate_output()
        .context("binding the program to JavaScript")?;
    empty_what_is_never_called(output.wasm_mut());
    output.emit(folder)?;
    fs::remove_file(main)?;
    for part in split.split_modules {
        let mut module = Module::from_file(&part)?;
        empty_what_is_never_called(&mut module);
        module.emit_wasm_file(&part)?;
    }
    Ok(())
}
