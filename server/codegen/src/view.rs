//! What templates are filled in with: values by names.
//!
//! A name is a constant of the program and a map holds few of them, so that building a view costs the
//! texts in it and little else.

use std::ops::Index;

/// A value in a template.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum View {
    /// Nothing: false in a condition, no text.
    #[default]
    Null,
    Bool(bool),
    Number(u64),
    Text(String),
    List(Vec<View>),
    Map(Vec<(&'static str, View)>),
}

/// A map, written as in JSON: `view!({ "name": expression })`. Texts and lists are moved into it.
macro_rules! view {
    ({ $($name:literal : $value:expr),* $(,)? }) => {
        $crate::view::View::Map(vec![$(($name, $crate::view::View::from($value))),*])
    };
}
pub(crate) use view;

impl View {
    /// What has a name in a map.
    pub(crate) fn get(&self, name: &str) -> Option<&View> {
        match self {
            Self::Map(entries) => entries.iter().find(|(own, _)| *own == name).map(|(_, it)| it),
            _ => None,
        }
    }

    /// Likewise, to change it.
    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut View> {
        match self {
            Self::Map(entries) => {
                entries.iter_mut().find(|(own, _)| *own == name).map(|(_, it)| it)
            }
            _ => None,
        }
    }

    /// The text that it is.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Gives something a name in a map, instead of what has it.
    pub(crate) fn set(&mut self, name: &'static str, value: impl Into<View>) {
        if !matches!(self, Self::Map(_)) {
            *self = Self::Map(Vec::new());
        }
        if let Self::Map(entries) = self {
            let value = value.into();
            match entries.iter_mut().find(|(own, _)| *own == name) {
                Some((_, old)) => *old = value,
                None => entries.push((name, value)),
            }
        }
    }

    /// Whether a condition on it holds.
    pub(crate) fn holds(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(value) => *value,
            Self::Number(number) => *number != 0,
            Self::Text(text) => !text.is_empty(),
            Self::List(items) => !items.is_empty(),
            Self::Map(entries) => !entries.is_empty(),
        }
    }
}

/// `view["name"]`: nothing where there is none.
impl Index<&str> for View {
    type Output = View;

    fn index(&self, name: &str) -> &View {
        self.get(name).unwrap_or(&View::Null)
    }
}

impl From<bool> for View {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<usize> for View {
    fn from(value: usize) -> Self {
        Self::Number(value as u64)
    }
}

impl From<u32> for View {
    fn from(value: u32) -> Self {
        Self::Number(u64::from(value))
    }
}

impl From<u64> for View {
    fn from(value: u64) -> Self {
        Self::Number(value)
    }
}

impl From<String> for View {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for View {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&str> for View {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl<T: Into<View>> From<Vec<T>> for View {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<View>> From<Option<T>> for View {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
