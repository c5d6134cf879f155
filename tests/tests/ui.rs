//! What rustc says of calls that do not compile. Each case stands in `ui/`, with the compiler's text beside it;
//! `TRYBUILD=overwrite cargo test -p car-tests --test ui` brings the texts up to date after a change of wording
//! or of the pinned toolchain.

#[test]
fn misuse_is_explained() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui/calls/00_complete.rs");
    cases.compile_fail("ui/calls/01_missing_parameter.rs");
    cases.compile_fail("ui/calls/02_missing_parameter_of_request.rs");
    cases.compile_fail("ui/calls/03_two_missing_parameters.rs");
    cases.compile_fail("ui/calls/04_unknown_parameter.rs");
    cases.compile_fail("ui/macro/01_no_arguments.rs");
    cases.compile_fail("ui/macro/02_unknown_argument.rs");
    cases.compile_fail("ui/macro/03_argument_twice.rs");
    cases.compile_fail("ui/macro/04_not_a_string.rs");
}
