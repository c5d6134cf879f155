//! Tells cargo to look at the spec folder as a whole: the macro tracks each file that it reads, but only
//! cargo notices a file that is new.

fn main() {
    println!("cargo::rerun-if-changed=api-specs");
    println!("cargo::rerun-if-changed=build.rs");
}
