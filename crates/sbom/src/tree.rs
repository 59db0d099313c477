//! The graph as an outline: children on demand, and what is there twice shown once.

use std::collections::HashSet;

use crate::{ComponentId, Index, RelationKind};

/// An outline of which only what was opened exists. A component can be opened once; where it turns up again it
/// is marked as *shown above*. So its rows are bounded by the relations, and no cycle is ever entered.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    rows: Vec<Branch>,
}

/// One row of an outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Branch {
    /// The component.
    pub component: ComponentId,
    /// How the row above it in depth relates to it; `None` for a top.
    pub kind: Option<RelationKind>,
    /// 0 for tops.
    pub depth: u32,
    /// How many children it has.
    pub children: u32,
    /// Whether its children follow.
    pub open: bool,
    /// The component is in a row above: it cannot be opened here.
    pub shown_above: bool,
}

impl Outline {
    /// The roots, closed.
    pub fn new(index: &Index) -> Self {
        Self::of(index, &index.facts().roots)
    }

    /// Any components as tops, closed.
    pub fn of(index: &Index, tops: &[ComponentId]) -> Self {
        let mut outline = Self {
            rows: tops
                .iter()
                .map(|top| branch(index, *top, None, 0))
                .collect(),
        };
        outline.mark();
        outline
    }

    /// All rows, from the top.
    pub fn rows(&self) -> &[Branch] {
        &self.rows
    }

    /// Opens the row at `position`. Says how many rows came in; nothing happens to rows that are open, have no
    /// children or are shown above.
    pub fn open(&mut self, index: &Index, position: usize) -> usize {
        let Some(row) = self.rows.get_mut(position) else {
            return 0;
        };
        if row.open || row.shown_above || row.children == 0 {
            return 0;
        }
        row.open = true;
        let row = *row;
        let mut seen = HashSet::new();
        let children: Vec<_> = index
            .graph()
            .uses(row.component)
            .filter(|other| seen.insert(other.component))
            .map(|other| branch(index, other.component, Some(other.kind), row.depth + 1))
            .collect();
        let count = children.len();
        self.rows.splice(position + 1..position + 1, children);
        self.mark();
        count
    }

    /// Closes the row at `position`. Says how many rows went away.
    pub fn close(&mut self, position: usize) -> usize {
        let Some(row) = self.rows.get_mut(position) else {
            return 0;
        };
        if !row.open {
            return 0;
        }
        row.open = false;
        let depth = row.depth;
        let end = self
            .rows
            .iter()
            .skip(position + 1)
            .position(|row| row.depth <= depth)
            .map_or(self.rows.len(), |after| position + 1 + after);
        self.rows.drain(position + 1..end);
        self.mark();
        end - position - 1
    }

    /// Says anew which rows repeat a component of a row above. One that is open keeps its children: it was the
    /// first when it was opened.
    fn mark(&mut self) {
        let open: HashSet<_> = self
            .rows
            .iter()
            .filter(|row| row.open)
            .map(|row| row.component)
            .collect();
        let mut seen = HashSet::new();
        for row in &mut self.rows {
            let first = seen.insert(row.component);
            row.shown_above = !row.open && (!first || open.contains(&row.component));
        }
    }
}

fn branch(index: &Index, component: ComponentId, kind: Option<RelationKind>, depth: u32) -> Branch {
    let children: HashSet<_> = index
        .graph()
        .uses(component)
        .map(|other| other.component)
        .collect();
    Branch {
        component,
        kind,
        depth,
        children: u32::try_from(children.len()).unwrap_or(u32::MAX),
        open: false,
        shown_above: false,
    }
}
