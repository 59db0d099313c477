//! `whence`: who signed this file, is it what they signed, and are they on the list?

fn main() -> std::process::ExitCode {
    whence_cli::run(std::env::args_os().skip(1))
}
