//! Draws a diagnostic the way rustc draws its own, with rustc's renderer.

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Padding, Renderer, Snippet};

use super::{Diagnostic, Place, Remark};

/// Renders the text of a diagnostic, without styles, so that it can stand inside a `compile_error!`.
pub(super) fn render(diagnostic: &Diagnostic) -> String {
    let mut elements: Vec<Element<'_>> = Vec::new();
    if let Some(place) = &diagnostic.place {
        elements.push(frame(place, &diagnostic.label));
        if let Some(pointer) = place.pointer() {
            let shown = if pointer.is_empty() { "the top of the file" } else { pointer };
            elements.push(Level::NOTE.with_name("at").message(shown).into());
        }
    }
    for remark in &diagnostic.remarks {
        elements.push(match remark {
            Remark::Note(text) => Level::NOTE.message(text.as_str()).into(),
            Remark::Help(text) => Level::HELP.message(text.as_str()).into(),
        });
    }
    let rule = diagnostic.rule.id;
    let pointer_to_rule = format!("{rule}, see `car-spec explain {rule}`");
    let footer: Element<'_> = Level::NOTE.with_name("rule").message(pointer_to_rule).into();

    let title = Level::ERROR.no_name().primary_title(diagnostic.message.as_str());
    let mut groups = vec![Group::with_title(title).elements(elements)];
    for (place, label) in &diagnostic.also {
        let title = Level::NOTE.secondary_title(label.as_str());
        groups.push(Group::with_title(title).element(frame(place, "")));
    }
    if let Some(last) = groups.pop() {
        let last = if groups.is_empty() { last } else { last.element(Padding) };
        groups.push(last.element(footer));
    }
    Renderer::plain().render(&groups)
}

/// The line that `place` starts on, with the place underlined. Only that line is handed to the renderer:
/// specs can be megabytes long, and a caret says enough about a value of many lines.
fn frame<'a>(place: &'a Place, label: &'a str) -> Element<'a> {
    let Some(source) = place.source() else {
        return Origin::path(place.file()).into();
    };
    let text = source.text();
    let start = place.span().start.min(text.len());
    let line_start = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let rest = text.get(line_start..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default();
    let line = line.strip_suffix('\r').unwrap_or(line);
    let shown = line.trim_start_matches('\u{feff}');

    let skipped = line_start + (line.len() - shown.len());
    let from = start.saturating_sub(skipped).min(shown.len());
    let to = place.span().end.saturating_sub(skipped).clamp(from, shown.len());
    let annotation = AnnotationKind::Primary.span(from..to);
    let annotation = if label.is_empty() { annotation } else { annotation.label(label) };
    Snippet::source(shown).line_start(place.line()).path(place.file()).annotation(annotation).into()
}
