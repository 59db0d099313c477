//! Relations between components, compactly and both ways.

use std::collections::VecDeque;

use crate::{ComponentId, Relation, RelationKind};

/// The relations of an index. No walk over it recurses, and all of them remember where they were: cycles are
/// legal and common.
#[derive(Debug, Default)]
pub struct Graph {
    forward: Rows,
    backward: Rows,
}

/// Compressed rows: the neighbours of `n` are `targets[offsets[n]..offsets[n + 1]]`.
#[derive(Debug, Default)]
struct Rows {
    offsets: Vec<u32>,
    targets: Vec<u32>,
    kinds: Vec<RelationKind>,
}

/// One relation as seen from one of its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// The other end.
    pub component: ComponentId,
    /// How they relate.
    pub kind: RelationKind,
}

/// Shortest ways from a component up to the roots.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Paths {
    /// Each from a root (first) to the component (last), shortest first.
    pub paths: Vec<Vec<ComponentId>>,
    /// Whether there are more than were asked for.
    pub more: bool,
}

impl Graph {
    /// From pairs in any order; pairs that are there twice are kept once.
    pub(crate) fn new(nodes: usize, mut pairs: Vec<(u32, u32, RelationKind)>) -> Self {
        // Stable within one component: neighbours stay in the order of the document by their position.
        pairs.sort_unstable();
        pairs.dedup();
        let forward = Rows::new(nodes, &pairs);
        for (from, to, _) in &mut pairs {
            std::mem::swap(from, to);
        }
        pairs.sort_unstable();
        let backward = Rows::new(nodes, &pairs);
        Self { forward, backward }
    }

    /// Relations, each counted once, those by position included.
    pub fn len(&self) -> usize {
        self.forward.targets.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Components.
    pub fn nodes(&self) -> usize {
        self.forward.offsets.len().saturating_sub(1)
    }

    /// All relations that go out from `component`.
    pub fn outgoing(
        &self,
        component: ComponentId,
    ) -> impl ExactSizeIterator<Item = Neighbour> + '_ {
        self.forward.row(component)
    }

    /// All relations that come in to `component`.
    pub fn incoming(
        &self,
        component: ComponentId,
    ) -> impl ExactSizeIterator<Item = Neighbour> + '_ {
        self.backward.row(component)
    }

    /// What `component` uses ([`RelationKind::is_use`]).
    pub fn uses(&self, component: ComponentId) -> impl Iterator<Item = Neighbour> + '_ {
        self.outgoing(component).filter(|other| other.kind.is_use())
    }

    /// What uses `component`.
    pub fn used_by(&self, component: ComponentId) -> impl Iterator<Item = Neighbour> + '_ {
        self.incoming(component).filter(|other| other.kind.is_use())
    }

    /// Where each component stands, seen from `roots`.
    pub(crate) fn relations(&self, roots: &[ComponentId]) -> Vec<Relation> {
        let mut relations = vec![Relation::Unconnected; self.nodes()];
        let mut queue = VecDeque::new();
        for root in roots {
            if let Some(relation) = relations.get_mut(root.0 as usize) {
                *relation = Relation::Root;
                queue.push_back(*root);
            }
        }
        while let Some(component) = queue.pop_front() {
            let next = match relations.get(component.0 as usize) {
                Some(Relation::Root) => Relation::Direct,
                _ => Relation::Transitive,
            };
            for other in self.uses(component) {
                if let Some(relation) = relations.get_mut(other.component.0 as usize)
                    && *relation == Relation::Unconnected
                {
                    *relation = next;
                    queue.push_back(other.component);
                }
            }
        }
        relations
    }

    /// Components that use others and that nothing uses: the tops where none is declared.
    pub(crate) fn tops(&self) -> Vec<ComponentId> {
        (0..self.nodes())
            .filter_map(|node| u32::try_from(node).ok().map(ComponentId))
            .filter(|node| {
                self.uses(*node).next().is_some() && self.used_by(*node).next().is_none()
            })
            .collect()
    }

    /// Up to `limit` shortest ways from `component` up to any of `roots`, found breadth first. The effort is
    /// bounded by the relations, not by the number of ways: a way is followed back through components that lie
    /// strictly nearer to a root, so none of them has a cycle.
    pub fn paths_to(&self, component: ComponentId, roots: &[ComponentId], limit: usize) -> Paths {
        // Distance of every component from the roots, along uses.
        let mut distance = vec![u32::MAX; self.nodes()];
        let mut queue = VecDeque::new();
        for root in roots {
            if let Some(at) = distance.get_mut(root.0 as usize) {
                *at = 0;
                queue.push_back(*root);
            }
        }
        while let Some(node) = queue.pop_front() {
            let next = self.at(&distance, node).saturating_add(1);
            for other in self.uses(node) {
                if let Some(at) = distance.get_mut(other.component.0 as usize)
                    && *at == u32::MAX
                {
                    *at = next;
                    queue.push_back(other.component);
                }
            }
        }
        let mut found = Paths::default();
        if self.at(&distance, component) == u32::MAX {
            return found;
        }
        // Every partial way reaches a root: a nearer neighbour always exists. So the work is at most
        // `limit` times the length of a way, plus the neighbours looked at.
        let mut stack = vec![(component, self.nearer(&distance, component))];
        while let Some((node, nearer)) = stack.last_mut() {
            if self.at(&distance, *node) == 0 {
                if found.paths.len() == limit {
                    found.more = true;
                    break;
                }
                found
                    .paths
                    .push(stack.iter().rev().map(|(node, _)| *node).collect());
                stack.pop();
                continue;
            }
            match nearer.pop() {
                Some(next) => {
                    let nearer = self.nearer(&distance, next);
                    stack.push((next, nearer));
                }
                None => {
                    stack.pop();
                }
            }
        }
        found
    }

    fn at(&self, distance: &[u32], node: ComponentId) -> u32 {
        distance.get(node.0 as usize).copied().unwrap_or(u32::MAX)
    }

    /// Users of `node` that are one step nearer to a root, the last one first.
    fn nearer(&self, distance: &[u32], node: ComponentId) -> Vec<ComponentId> {
        let here = self.at(distance, node);
        let mut nearer: Vec<_> = self
            .used_by(node)
            .map(|other| other.component)
            .filter(|other| self.at(distance, *other).checked_add(1) == Some(here))
            .collect();
        nearer.dedup();
        nearer.reverse();
        nearer
    }

    /// Groups of components that use each other in circles (more than one component, or one that uses itself),
    /// smallest member first. Tarjan's algorithm with its own stack.
    pub fn cycles(&self) -> Vec<Vec<ComponentId>> {
        const UNSEEN: u32 = u32::MAX;
        let nodes = self.nodes();
        let mut order = vec![UNSEEN; nodes];
        let mut low = vec![0_u32; nodes];
        let mut open = vec![false; nodes];
        let mut pending: Vec<u32> = Vec::new();
        let mut groups = Vec::new();
        let mut next = 0_u32;
        let mut work: Vec<(u32, u32)> = Vec::new();
        for start in 0..u32::try_from(nodes).unwrap_or(0) {
            if order.get(start as usize) != Some(&UNSEEN) {
                continue;
            }
            // A component, and its next neighbour to look at, from 1; 0: not entered yet.
            work.push((start, 0));
            while let Some((node, position)) = work.pop() {
                let at = node as usize;
                if position == 0 {
                    set(&mut order, at, next);
                    set(&mut low, at, next);
                    set(&mut open, at, true);
                    pending.push(node);
                    next += 1;
                }
                let mut descended = false;
                let mut step = position.max(1);
                while let Some(other) = self.forward.entry(node, step - 1) {
                    let to = other.component.0 as usize;
                    if other.kind.is_use() && value(&order, to) == UNSEEN {
                        // Back to the same neighbour afterwards, to take over its low mark.
                        work.push((node, step));
                        work.push((other.component.0, 0));
                        descended = true;
                        break;
                    }
                    if other.kind.is_use() && value(&open, to) {
                        let mark = value(&low, at).min(value(&low, to));
                        set(&mut low, at, mark);
                    }
                    step += 1;
                }
                if descended {
                    continue;
                }
                if value(&low, at) == value(&order, at) {
                    let mut group = Vec::new();
                    while let Some(member) = pending.pop() {
                        set(&mut open, member as usize, false);
                        group.push(ComponentId(member));
                        if member == node {
                            break;
                        }
                    }
                    let own = |id: ComponentId| self.uses(id).any(|other| other.component == id);
                    if group.len() > 1 || group.first().is_some_and(|id| own(*id)) {
                        group.sort_unstable();
                        groups.push(group);
                    }
                }
            }
        }
        groups.sort_unstable();
        groups
    }
}

fn value<T: Copy + Default>(list: &[T], at: usize) -> T {
    list.get(at).copied().unwrap_or_default()
}

fn set<T>(list: &mut [T], at: usize, to: T) {
    if let Some(place) = list.get_mut(at) {
        *place = to;
    }
}

impl Rows {
    /// From pairs sorted by their first.
    fn new(nodes: usize, pairs: &[(u32, u32, RelationKind)]) -> Self {
        let mut offsets = Vec::with_capacity(nodes + 1);
        let mut at = 0;
        for node in 0..=nodes {
            while pairs.get(at).is_some_and(|pair| (pair.0 as usize) < node) {
                at += 1;
            }
            offsets.push(u32::try_from(at).unwrap_or(u32::MAX));
        }
        Self {
            offsets,
            targets: pairs.iter().map(|pair| pair.1).collect(),
            kinds: pairs.iter().map(|pair| pair.2).collect(),
        }
    }

    /// The neighbour at `position` of a row.
    fn entry(&self, node: u32, position: u32) -> Option<Neighbour> {
        let start = *self.offsets.get(node as usize)?;
        let end = *self.offsets.get(node as usize + 1)?;
        let at = start.checked_add(position).filter(|at| *at < end)? as usize;
        Some(Neighbour {
            component: ComponentId(*self.targets.get(at)?),
            kind: *self.kinds.get(at)?,
        })
    }

    fn row(&self, node: ComponentId) -> impl ExactSizeIterator<Item = Neighbour> + '_ {
        let node = node.0 as usize;
        let bound = |at: usize| self.offsets.get(at).map_or(0, |offset| *offset as usize);
        let range = bound(node)..bound(node + 1).max(bound(node));
        let targets = self.targets.get(range.clone()).unwrap_or_default();
        let kinds = self.kinds.get(range).unwrap_or_default();
        targets.iter().zip(kinds).map(|(target, kind)| Neighbour {
            component: ComponentId(*target),
            kind: *kind,
        })
    }
}
