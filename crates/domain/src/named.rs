//! Enums whose variants have names.

/// Declares an enum together with the words for its variants: `ALL` in their order, `name`, and `of_name` for the way back.
///
/// ```
/// domain::named! {
///     /// What one can order.
///     #[derive(Clone, Copy, Debug, PartialEq, Eq)]
///     pub enum Drink {
///         /// Black.
///         Coffee => "cafe",
///         /// Green.
///         Tea => "the",
///     }
/// }
/// assert_eq!(Drink::of_name("the"), Some(Drink::Tea));
/// ```
#[macro_export]
macro_rules! named {
    (
        $(#[$meta:meta])*
        $vis:vis enum $Enum:ident {
            $($(#[$variant_meta:meta])* $Variant:ident => $name:literal,)+
        }
    ) => {
        $(#[$meta])*
        $vis enum $Enum {
            $($(#[$variant_meta])* $Variant,)+
        }

        impl $Enum {
            /// All of them, in their order.
            $vis const ALL: [Self; [$($name),+].len()] = [$(Self::$Variant),+];

            /// The word for it in forms, addresses, files and the database.
            #[must_use]
            $vis const fn name(self) -> &'static str {
                match self {
                    $(Self::$Variant => $name,)+
                }
            }

            /// The one of that [`name`](Self::name).
            #[must_use]
            $vis fn of_name(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.name() == name)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    named! {
        /// What one can order.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        enum Drink {
            Coffee => "cafe",
            Tea => "the",
        }
    }

    #[test]
    fn a_variant_is_found_by_its_name_only() {
        assert_eq!(Drink::ALL, [Drink::Coffee, Drink::Tea]);
        assert_eq!(Drink::ALL.map(Drink::name), ["cafe", "the"]);
        assert_eq!(Drink::ALL.map(|drink| Drink::of_name(drink.name())), Drink::ALL.map(Some));
        assert_eq!(["Cafe", "caf", "cafes", ""].map(Drink::of_name), [None; 4]);
    }
}
