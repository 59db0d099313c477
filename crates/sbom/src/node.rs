//! One record of a document (a component, a package, a relation) in a form that JSON, YAML, XML and
//! tag-value share, so that each model is read once and not once per syntax.

use std::borrow::Cow;

/// A value. Depth is bounded by the readers ([`crate::limits::DEPTH`]), so recursion over it is too.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node<'a> {
    Null,
    Bool(bool),
    /// As written, or as serde_json gave it.
    Number(Cow<'a, str>),
    Text(Cow<'a, str>),
    List(Vec<Node<'a>>),
    /// In document order. XML repeats a name for each entry of a list.
    Map(Vec<(Cow<'a, str>, Node<'a>)>),
}

/// The text of an XML element that has attributes or children as well.
pub(crate) const TEXT: &str = "#text";

impl<'a> Node<'a> {
    /// The first member of that name. A JSON `null` counts as absent.
    pub(crate) fn get(&self, key: &str) -> Option<&Node<'a>> {
        match self {
            Self::Map(entries) => entries
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, node)| node)
                .filter(|node| !matches!(node, Node::Null)),
            _ => None,
        }
    }

    /// The text of a member, when it is text.
    pub(crate) fn text(&self, key: &str) -> Option<&Cow<'a, str>> {
        self.get(key)?.as_text()
    }

    /// The node's own text: a string, a number as written, or the text of an XML element with attributes.
    pub(crate) fn as_text(&self) -> Option<&Cow<'a, str>> {
        match self {
            Self::Text(text) | Self::Number(text) => Some(text),
            Self::Map(_) => match self.get(TEXT) {
                Some(Self::Text(text)) => Some(text),
                _ => None,
            },
            _ => None,
        }
    }

    pub(crate) fn entries(&self) -> &[(Cow<'a, str>, Node<'a>)] {
        match self {
            Self::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The entries of the list `key`: a JSON array, or the XML element `key` with children named `child`.
    pub(crate) fn items<'n>(
        &'n self,
        key: &str,
        child: &'n str,
    ) -> impl Iterator<Item = &'n Node<'a>> + use<'n, 'a> {
        let (list, map) = match self.get(key) {
            Some(Self::List(list)) => (list.as_slice(), [].as_slice()),
            Some(Self::Map(map)) => ([].as_slice(), map.as_slice()),
            _ => ([].as_slice(), [].as_slice()),
        };
        let children = map.iter().filter(move |(name, _)| name == child);
        list.iter().chain(children.map(|(_, node)| node))
    }

    /// Every entry of `key` where a list is written by repeating the element (SPDX as XML), or as an array.
    pub(crate) fn repeated<'n>(
        &'n self,
        key: &'n str,
    ) -> impl Iterator<Item = &'n Node<'a>> + use<'n, 'a> {
        self.entries()
            .iter()
            .filter(move |(name, _)| name == key)
            .flat_map(|(_, node)| match node {
                Node::List(list) => list.as_slice(),
                Node::Null => &[],
                other => std::slice::from_ref(other),
            })
    }

    /// Members of that name.
    pub(crate) fn count(&self, key: &str) -> usize {
        self.entries()
            .iter()
            .filter(|(name, _)| name == key)
            .count()
    }
}
