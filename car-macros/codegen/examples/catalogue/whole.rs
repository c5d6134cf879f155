//! How long everything takes at once: the figure for whoever builds all products, not one.
//!
//! Each service version is imported, checked and rendered, on as many threads as there are processors, as a build of all of
//! them would. Formatting is left out, because no build does it. To see whether time grows in step with what there is
//! to do, the same is measured for a quarter and a half of the service versions, spread evenly over the catalogue.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use car_codegen::import::Site;
use car_codegen::{Selection, compile, render, source};

use crate::published::{self, Unit};
use crate::show::peak_memory;
use crate::{import_unit, site_of};

/// Of so many service versions one is taken, in this order, so that the peak of memory so far is that of the part.
const PARTS: [usize; 3] = [4, 2, 1];

/// What a part of a catalogue came to.
#[derive(Default)]
struct Sum {
    services: usize,
    actions: usize,
}

/// Measures each wheel, and prints a row for each part of it.
pub(crate) fn measure(wheels: &[PathBuf], scratch: &Path) -> Result<(), String> {
    println!("imported, checked and rendered, on {} threads", threads());
    println!(
        "{:<28}{:>10}{:>10}{:>10}{:>12}{:>10}",
        "wheel", "versions", "actions", "seconds", "processor", "peak MB"
    );
    for wheel in wheels {
        let name = wheel.file_name().unwrap_or_default().to_string_lossy();
        let units = published::units(wheel)?;
        for one_in in PARTS {
            let part: Vec<&Unit> = units.iter().step_by(one_in).collect();
            let folder = scratch.join(&*name).join(format!("part-{one_in}"));
            let (start, used) = (Instant::now(), processor_seconds());
            let sum = take(&part, site_of(&name), &folder)?;
            let seconds = start.elapsed().as_secs_f64();
            println!(
                "{:<28}{:>10}{:>10}{seconds:>10.1}{:>12}{:>10}",
                name.split('-').take(2).collect::<Vec<_>>().join(" "),
                sum.services,
                sum.actions,
                shown(processor_seconds().zip(used).map(|(now, before)| format!("{:.1}", now - before))),
                shown(peak_memory().map(|kilobytes| (kilobytes / 1024).to_string())),
            );
        }
    }
    Ok(())
}

/// A figure that not every system tells.
fn shown(figure: Option<String>) -> String {
    figure.unwrap_or_else(|| "-".to_owned())
}

/// What this process has used of the processors so far, where the system tells. Other work on the machine changes the
/// time on the wall, but hardly this.
fn processor_seconds() -> Option<f64> {
    /// Linux tells user space in hundredths of a second, whatever it counts in itself.
    const TICKS: f64 = 100.0;
    let status = fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is the name, in parentheses; user and system time are the 14th and 15th.
    let behind_name = status.rsplit_once(')')?.1;
    let mut times = behind_name.split_whitespace().skip(11).map(str::parse::<u32>);
    Some((f64::from(times.next()?.ok()?) + f64::from(times.next()?.ok()?)) / TICKS)
}

fn threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Takes service versions through the generator, each by whichever thread is free. Fails with the first that fails.
fn take(units: &[&Unit], site: Site, scratch: &Path) -> Result<Sum, String> {
    let next = AtomicUsize::new(0);
    let outcomes: Mutex<Vec<Result<Sum, String>>> = Mutex::default();
    thread::scope(|scope| {
        for _ in 0..threads() {
            scope.spawn(|| {
                let mut sum = Ok(Sum::default());
                while let (Ok(so_far), Some(unit)) =
                    (&mut sum, units.get(next.fetch_add(1, Ordering::Relaxed)))
                {
                    if let Err(failure) = take_unit(unit, site, scratch, so_far) {
                        sum = Err(format!("{}: {failure}", unit.label));
                    }
                }
                // A thread that panicked has failed the whole run already.
                if let Ok(mut outcomes) = outcomes.lock() {
                    outcomes.push(sum);
                }
            });
        }
    });
    let mut whole = Sum::default();
    for sum in outcomes.into_inner().map_err(|error| error.to_string())? {
        let sum = sum?;
        whole.services += sum.services;
        whole.actions += sum.actions;
    }
    Ok(whole)
}

fn take_unit(unit: &Unit, site: Site, scratch: &Path, sum: &mut Sum) -> Result<(), String> {
    let folder = scratch.join(&unit.label);
    import_unit(unit, site, &folder)?;
    let (set, _) = source::read(&folder, &unit.label);
    let compiled = compile(&set, &Selection::All);
    if compiled.has_errors() {
        return Err("the check finds errors in the imported folder".to_owned());
    }
    let service = compiled.service.ok_or("the check found no service in the imported folder")?;
    let sections = render::service(&service, &render::Options::default());
    // Beside the actions, the client has a section, and the shared types if there are any.
    let rendered = sections.len().saturating_sub(1 + usize::from(!service.types.is_empty()));
    if rendered != service.actions.len() {
        return Err(format!("{rendered} of {} actions were rendered", service.actions.len()));
    }
    sum.services += 1;
    sum.actions += rendered;
    Ok(())
}
