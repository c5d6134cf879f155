//! The arguments of the macro.

use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Token, bracketed};

/// `specs = "…", actions = ["…"], path = "…"`, in any order.
pub(crate) struct Arguments {
    /// The spec folder.
    pub(crate) specs: LitStr,
    /// The actions that are wanted; `None` for all.
    pub(crate) actions: Option<Vec<LitStr>>,
    /// The path of the module that holds the output.
    pub(crate) path: Option<LitStr>,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut specs = None;
        let mut actions = None;
        let mut path = None;
        while !input.is_empty() {
            let name: Ident = input.parse()?;
            input.parse::<Token![=]>()?;
            match name.to_string().as_str() {
                "specs" => once(&mut specs, &name, input.parse()?)?,
                "actions" => once(&mut actions, &name, list(input)?)?,
                "path" => once(&mut path, &name, input.parse()?)?,
                other => {
                    let message = format!(
                        "unknown argument `{other}`: the arguments are `specs = \"folder\"`, \
                         `actions = [\"Action\", …]` and `path = \"crate::module\"`"
                    );
                    return Err(syn::Error::new(name.span(), message));
                }
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        let missing =
            || input.error("which folder? Write `specs = \"folder\"`, relative to the crate's Cargo.toml");
        Ok(Self { specs: specs.ok_or_else(missing)?, actions, path })
    }
}

fn once<T>(place: &mut Option<T>, name: &Ident, value: T) -> syn::Result<()> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(syn::Error::new(name.span(), format!("`{name}` is given twice"))),
    }
}

fn list(input: ParseStream<'_>) -> syn::Result<Vec<LitStr>> {
    let content;
    bracketed!(content in input);
    Ok(Punctuated::<LitStr, Token![,]>::parse_terminated(&content)?.into_iter().collect())
}
