//! What every generated item has in common, written once.
//!
//! The generator emits data: structs, tables, setters. The implementations that are the same for all of
//! them are macros (here, and beside the traits in `record`), which generated code invokes by absolute path.
//! They are hidden from the docs and change together with the generator; do not call them from code of your own.

/// Names that generated code and benchmarks need and users do not.
#[doc(hidden)]
pub mod __private {
    use std::fmt;
    use std::time::Duration;

    use crate::action::Action;
    use crate::record::Record;
    use crate::transport::HttpReply;
    use crate::{CallOptions, ClientCore, Detached, Endpoint, Error, Language, reply};

    #[cfg(feature = "blocking")]
    pub use crate::blocking::send_blocking;

    /// What a builder has collected so far. The carrier is the client, or stands in its place.
    #[derive(Clone, Debug)]
    pub struct Collected<C, R> {
        /// Who sends the request.
        pub carrier: C,
        /// The options of the call.
        pub options: CallOptions,
        /// The parameters.
        pub request: R,
    }

    impl<R: Default> Collected<ClientCore, R> {
        /// Nothing yet, for a client.
        pub fn of(core: &ClientCore) -> Self {
            Self { carrier: core.clone(), options: CallOptions::default(), request: R::default() }
        }
    }

    impl<R: Default> Collected<Detached, R> {
        /// Nothing yet, for a request that is sent elsewhere.
        pub fn detached() -> Self {
            Self { carrier: Detached, options: CallOptions::default(), request: R::default() }
        }
    }

    /// The options that each builder has, under the names that they have there.
    impl<R> Collected<ClientCore, R> {
        /// A time limit of this call's own.
        #[must_use]
        pub fn timeout(self, timeout: Duration) -> Self {
            Self { options: self.options.timeout(timeout), ..self }
        }

        /// A region of this call's own.
        #[must_use]
        pub fn region(self, region: impl Into<String>) -> Self {
            Self { options: self.options.region(region), ..self }
        }

        /// An endpoint of this call's own.
        #[must_use]
        pub fn endpoint(self, endpoint: impl Into<Endpoint>) -> Self {
            Self { options: self.options.endpoint(endpoint), ..self }
        }

        /// A language of this call's own.
        #[must_use]
        pub fn language(self, language: Language) -> Self {
            Self { options: self.options.language(language), ..self }
        }
    }

    /// The `Debug` of a builder that is called `name`.
    ///
    /// # Errors
    ///
    /// Those of the formatter.
    pub fn debug<C: fmt::Debug, R: Record>(
        call: &Collected<C, R>,
        name: &str,
        f: &mut fmt::Formatter<'_>,
    ) -> fmt::Result {
        f.debug_struct(name)
            .field("carrier", &call.carrier)
            .field("options", &call.options)
            .field("request", &call.request)
            .finish()
    }

    /// Sets a field that always has a value. Setters call a function for what is one line, because the compiler then
    /// has less to check in each of them: neither the conversion, nor that the old value is dropped.
    pub fn set<T>(field: &mut T, value: impl Into<T>) {
        *field = value.into();
    }

    /// Sets a field that may be without a value.
    pub fn set_some<T>(field: &mut Option<T>, value: impl Into<T>) {
        *field = Some(value.into());
    }

    /// Sets a list that may be empty.
    pub fn set_list<T>(field: &mut Vec<T>, items: impl IntoIterator<Item = impl Into<T>>) {
        *field = items.into_iter().map(Into::into).collect();
    }

    /// Sets a list that may be absent.
    pub fn set_some_list<T>(field: &mut Option<Vec<T>>, items: impl IntoIterator<Item = impl Into<T>>) {
        *field = Some(items.into_iter().map(Into::into).collect());
    }

    /// Reads a reply the way that a call does; the benchmark of reading cannot reach it otherwise.
    ///
    /// # Errors
    ///
    /// When it is an error of the service, or no answer of the service at all.
    pub fn read_reply<A: Action>(incoming: &HttpReply) -> Result<A::Response, Error> {
        let mut response = A::Response::default();
        reply::read(incoming, A::META.service, &mut response).map(|_request_id| response)
    }
}

/// The states of a builder's required parameters.
#[doc(hidden)]
pub mod state {
    /// The parameter was set.
    #[derive(Debug)]
    pub enum Set {}
    /// The parameter was not set.
    #[derive(Debug)]
    pub enum Unset {}
}

/// The methods that the client of every service has.
#[doc(hidden)]
#[macro_export]
macro_rules! __client {
    () => {
        /// Starts a client with settings of its own.
        pub fn builder() -> $crate::ClientBuilder<Self> {
            $crate::ClientBuilder::new()
        }

        /// A client with the credentials in `TENCENTCLOUD_SECRET_ID` and `TENCENTCLOUD_SECRET_KEY` (and, for
        /// temporary ones, the token in `TENCENTCLOUD_TOKEN`), and the region in `TENCENTCLOUD_REGION`.
        ///
        /// # Errors
        ///
        /// When a variable is missing or cannot be used; the error names it.
        pub fn from_env() -> ::core::result::Result<Self, $crate::Error> {
            $crate::ServiceClient::connect_from_env()
        }

        /// A client with credentials from wherever this machine has some: the environment, the files of the user, the
        /// identity of the machine. `car_api::credential::CredentialChain::default_chain` says which, and in which
        /// order.
        ///
        /// # Errors
        ///
        /// When the region is set somewhere and cannot be used. That there are no credentials shows at the first call.
        pub fn from_default_chain() -> ::core::result::Result<Self, $crate::Error> {
            $crate::ServiceClient::connect_from_default_chain()
        }

        /// A client with settings that several clients share.
        ///
        /// # Errors
        ///
        /// When the settings do not fit the service: an endpoint that it does not have, for example.
        pub fn new(config: &$crate::Config) -> ::core::result::Result<Self, $crate::Error> {
            $crate::ServiceClient::connect(config)
        }

        /// Sends a request that was built before.
        pub fn send<R: $crate::action::ActionRequest>(&self, request: R) -> $crate::Pending<R::Action> {
            self.send_with(request, ::core::default::Default::default())
        }

        /// Sends a request that was built before, with options for this call.
        pub fn send_with<R: $crate::action::ActionRequest>(
            &self,
            request: R,
            options: $crate::CallOptions,
        ) -> $crate::Pending<R::Action> {
            $crate::Pending::new(&self.core, options, request)
        }

        $crate::__client_blocking! {}

        /// A request that was built before, ready to be looked at or sent.
        pub fn prepare<R: $crate::action::ActionRequest>(
            &self,
            request: R,
        ) -> $crate::inspect::Prepared<R::Action> {
            self.prepare_with(request, ::core::default::Default::default())
        }

        /// The same with options for this call.
        pub fn prepare_with<R: $crate::action::ActionRequest>(
            &self,
            request: R,
            options: $crate::CallOptions,
        ) -> $crate::inspect::Prepared<R::Action> {
            $crate::inspect::Prepared::new(&self.core, options, request)
        }

        /// Calls an action by name, with JSON for parameters: for actions that have no spec.
        pub fn call_json(
            &self,
            action: impl ::core::convert::Into<::std::string::String>,
            parameters: impl $crate::record::__serde::Serialize,
        ) -> $crate::JsonCall {
            $crate::JsonCall::new(&self.core, action, parameters)
        }
    };
}

/// What ties an action's types together, and its builder: the struct, and the options of a call.
#[doc(hidden)]
#[macro_export]
macro_rules! __action {
    (
        $action:ident, $table:ident, $request:ident, $response:ident, $error:ident,
        $builder:ident[$($state:ident: $set:ident),*]
    ) => {
        impl $crate::action::Action for $action {
            type Request = $request;
            type Response = $response;
            type Error = $error;
            const META: &'static $crate::action::ActionMeta = &$table;
        }

        impl $crate::action::ActionRequest for $request {
            type Action = $action;
        }

        impl $request {
            /// Builds a request that is sent later, or elsewhere.
            pub fn builder() -> $builder<$crate::Detached> {
                $builder::over($crate::__private::Collected::detached())
            }
        }

        #[doc = ::core::concat!(
            "Collects the parameters of [`", ::core::stringify!($action), "`]. What is required has to be set, in \
             any order, before it can be sent."
        )]
        #[must_use = "a builder does nothing until it is sent or built"]
        pub struct $builder<C = $crate::ClientCore $(, $state = $crate::state::Unset)*> {
            call: $crate::__private::Collected<C, $request>,
            state: ::core::marker::PhantomData<fn() -> ($($state,)*)>,
        }

        impl<C $(, $state)*> $builder<C $(, $state)*> {
            fn over(call: $crate::__private::Collected<C, $request>) -> Self {
                Self { call, state: ::core::marker::PhantomData }
            }
        }

        impl<C: ::core::clone::Clone $(, $state)*> ::core::clone::Clone for $builder<C $(, $state)*> {
            fn clone(&self) -> Self {
                Self { call: ::core::clone::Clone::clone(&self.call), state: self.state }
            }
        }

        impl<C: ::core::fmt::Debug $(, $state)*> ::core::fmt::Debug for $builder<C $(, $state)*> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::debug(&self.call, ::core::stringify!($builder), f)
            }
        }

        impl<$($state),*> $builder<$crate::ClientCore $(, $state)*> {
            /// Ends this call when it has taken so long, instead of after the client's own limit.
            pub fn timeout(self, timeout: ::core::time::Duration) -> Self {
                Self { call: self.call.timeout(timeout), ..self }
            }

            /// Ends each attempt of this call when it has taken so long.
            pub fn attempt_timeout(mut self, timeout: ::core::time::Duration) -> Self {
                self.call.options = self.call.options.attempt_timeout(timeout);
                self
            }

            /// Repeats this call by another policy when it fails.
            pub fn retry(mut self, policy: $crate::retry::RetryPolicy) -> Self {
                self.call.options = self.call.options.retry(policy);
                self
            }

            /// Names another region for this call.
            pub fn region(self, region: impl ::core::convert::Into<::std::string::String>) -> Self {
                Self { call: self.call.region(region), ..self }
            }

            /// Sends this call to another endpoint.
            pub fn endpoint(self, endpoint: impl ::core::convert::Into<$crate::Endpoint>) -> Self {
                Self { call: self.call.endpoint(endpoint), ..self }
            }

            /// Asks for messages in this language.
            pub fn language(self, language: $crate::Language) -> Self {
                Self { call: self.call.language(language), ..self }
            }
        }

        $crate::__send! { $builder, $action, $request, [$($state: $set),*] }
    };
}

/// The endings of every builder: `send` and its blocking form if a client made it, `build` if it stands alone.
///
/// Each asks, per required parameter, for the marker trait that only the set state has. `send` is a plain function
/// that returns a named future: of an `async fn`, the compiler would print a missing parameter three times.
#[doc(hidden)]
#[macro_export]
macro_rules! __send {
    ($builder:ident, $action:ident, $request:ident, [$($state:ident: $set:ident),*]) => {
        impl<$($state),*> $builder<$crate::ClientCore $(, $state)*> {
            /// Sends the call. Nothing happens until the future is polled; dropping it cancels the call.
            pub fn send(self) -> $crate::Pending<$action>
            where
                $($state: $set,)*
            {
                $crate::Pending::new(&self.call.carrier, self.call.options, self.call.request)
            }

            /// The call as it stands, to be looked at before it is sent, or instead: as a signed request
            /// (`sign_only`), as a command for curl (`to_curl`), or as the texts that are signed (`explain`).
            pub fn prepare(self) -> $crate::inspect::Prepared<$action>
            where
                $($state: $set,)*
            {
                $crate::inspect::Prepared::new(&self.call.carrier, self.call.options, self.call.request)
            }

            $crate::__send_blocking! { $action, [$($state: $set),*] }
        }

        impl<$($state),*> $builder<$crate::Detached $(, $state)*> {
            /// The request, to be sent later with `Client::send`.
            pub fn build(self) -> $request
            where
                $($state: $set,)*
            {
                self.call.request
            }
        }
    };
}

/// The blocking forms of a client's methods; see `__send_blocking`.
#[cfg(feature = "blocking")]
#[doc(hidden)]
#[macro_export]
macro_rules! __client_blocking {
    () => {
        /// Sends a request that was built before and waits for the answer: see `send_blocking` of the builders.
        ///
        /// # Errors
        ///
        /// Those of `send`.
        pub fn send_blocking<R: $crate::action::ActionRequest>(
            &self,
            request: R,
        ) -> ::core::result::Result<
            <R::Action as $crate::action::Action>::Response,
            $crate::CallError<R::Action>,
        > {
            self.prepare(request).send_blocking()
        }
    };
}

/// Without the feature there are none.
#[cfg(not(feature = "blocking"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __client_blocking {
    () => {};
}

/// The blocking form of `send`. Whether there is one is decided here: a `cfg` in what generated code expands to
/// would ask for a feature of the crate that expands it.
#[cfg(feature = "blocking")]
#[doc(hidden)]
#[macro_export]
macro_rules! __send_blocking {
    ($action:ident, [$($state:ident: $set:ident),*]) => {
        /// Sends the call and waits for the answer, on a thread of this crate's own: it needs no runtime, and may
        /// stand inside one, whose thread it then blocks.
        ///
        /// # Errors
        ///
        /// Those of `send`.
        pub fn send_blocking(
            self,
        ) -> ::core::result::Result<
            <$action as $crate::action::Action>::Response,
            $crate::CallError<$action>,
        >
        where
            $($state: $set,)*
        {
            $crate::__private::send_blocking(self.send())
        }
    };
}

/// Without the feature there is no blocking form.
#[cfg(not(feature = "blocking"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __send_blocking {
    ($($builder:tt)*) => {};
}

/// The table of an action's error codes.
#[doc(hidden)]
#[macro_export]
macro_rules! __action_error {
    ($name:ident { $($code:literal => $variant:ident,)* }) => {
        impl $crate::action::ActionError for $name {
            const CODES: &'static [(&'static str, Self)] = &[$(($code, Self::$variant)),*];
            const NAMES: &'static [&'static str] = &[$($code),*];
            const OTHER: Self = Self::Other;
        }
    };
}
