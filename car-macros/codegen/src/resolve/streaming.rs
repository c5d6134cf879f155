//! Links streaming: the parameter that asks for a stream must be there, and be a truth value.

use super::Linker;
use crate::diag::did_you_mean;
use crate::ir;
use crate::rules;
use crate::spec::{ActionSpec, ItemType, StreamingSpec, TypeExpr};

/// Links how an action streams. With a fault, no parameter decides it.
pub(super) fn link(linker: &mut Linker<'_, '_>, action: &ActionSpec<'_>) -> ir::Streaming {
    let parameter = match &action.streaming {
        StreamingSpec::Never => return ir::Streaming::Never,
        StreamingSpec::Possible => return ir::Streaming::Possible,
        StreamingSpec::OnRequest(parameter) => parameter,
    };
    let doc = action.document;
    let wire = &parameter.value;
    let Some(field) = action.request.iter().find(|field| field.wire.value == *wire) else {
        let meant = did_you_mean(wire, action.request.iter().map(|field| field.wire.value.as_str()));
        let message = format!("`streaming` names `{wire}`, which the request does not have{meant}");
        let help = "write `true` if no parameter decides whether the action streams";
        linker.sink.push(doc.fault(&rules::STREAM_PARAMETER, &parameter.span, message).help(help));
        return ir::Streaming::Possible;
    };
    if let Some(ty) = field.ty.as_ref().filter(|ty| !is_truth_value(&ty.value)) {
        let message = format!("`streaming` names `{wire}`, which is not of type `bool`");
        let diagnostic = doc.fault(&rules::STREAM_PARAMETER, &parameter.span, message);
        linker.sink.push(diagnostic.also(doc.place(&ty.span), "its type stands here"));
        return ir::Streaming::Possible;
    }
    ir::Streaming::OnRequest(wire.clone())
}

fn is_truth_value(ty: &TypeExpr) -> bool {
    !ty.list && ty.item == ItemType::Bool
}
