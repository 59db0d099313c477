//! Merkle inclusion proofs (RFC 9162 §2.1).

use crate::crypto::sha256;

/// One step from a leaf towards the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProofStep {
    /// On which side of the running hash the sibling stands.
    pub side: Side,
    /// The sibling.
    pub sibling: [u8; 32],
    /// The running hash after the step.
    pub result: [u8; 32],
}

/// A side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The sibling is hashed first.
    Left,
    /// The sibling is hashed last.
    Right,
}

/// Hash of a leaf: SHA-256 of 0x00 and the entry's bytes.
pub(crate) fn leaf_hash(body: &[u8]) -> [u8; 32] {
    let mut leaf = Vec::with_capacity(1 + body.len());
    leaf.push(0);
    leaf.extend_from_slice(body);
    sha256(&leaf)
}

/// The way from the entry `body` at `index` in a tree of `size` leaves to the root it leads to
/// (RFC 9162 §2.1.3.2), for showing. Also returns hash of the leaf and the root. `None` when index,
/// size and number of hashes do not fit each other.
pub fn inclusion_steps(
    body: &[u8],
    index: u64,
    size: u64,
    hashes: &[[u8; 32]],
) -> Option<([u8; 32], Vec<ProofStep>, [u8; 32])> {
    let leaf = leaf_hash(body);
    let mut steps = Vec::with_capacity(hashes.len());
    let root = climb(leaf, index, size, hashes, |step| steps.push(step))?;
    Some((leaf, steps, root))
}

/// The root that `leaf` at `index` leads to; `on_step` sees each step.
pub(crate) fn climb(
    leaf: [u8; 32],
    index: u64,
    size: u64,
    hashes: &[[u8; 32]],
    mut on_step: impl FnMut(ProofStep),
) -> Option<[u8; 32]> {
    if index >= size {
        return None;
    }
    let mut node = index;
    let mut last = size - 1;
    let mut running = leaf;
    for sibling in hashes {
        if last == 0 {
            return None;
        }
        let side = if node & 1 == 1 || node == last {
            // Ends, because a node that is the last and not the first has a bit set.
            while node & 1 == 0 {
                node >>= 1;
                last >>= 1;
            }
            Side::Left
        } else {
            Side::Right
        };
        running = match side {
            Side::Left => parent(sibling, &running),
            Side::Right => parent(&running, sibling),
        };
        on_step(ProofStep {
            side,
            sibling: *sibling,
            result: running,
        });
        node >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(running)
}

fn parent(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    // What is not written over is the byte before an inner node.
    let mut bytes = [1; 65];
    bytes[1..33].copy_from_slice(left);
    bytes[33..].copy_from_slice(right);
    sha256(&bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    /// The tree by its definition (RFC 9162 §2.1.1), slow and obvious.
    fn root(leaves: &[Vec<u8>]) -> [u8; 32] {
        match leaves {
            [] => sha256(b""),
            [leaf] => leaf_hash(leaf),
            _ => {
                let split = leaves.len().next_power_of_two() / 2;
                parent(&root(&leaves[..split]), &root(&leaves[split..]))
            }
        }
    }

    /// A proof by its definition (RFC 9162 §2.1.3.1).
    fn path(index: usize, leaves: &[Vec<u8>]) -> Vec<[u8; 32]> {
        if leaves.len() == 1 {
            return Vec::new();
        }
        let split = leaves.len().next_power_of_two() / 2;
        let (left, right) = leaves.split_at(split);
        let (mut proof, other) = if index < split {
            (path(index, left), root(right))
        } else {
            (path(index - split, right), root(left))
        };
        proof.push(other);
        proof
    }

    #[test]
    fn every_leaf_of_every_small_tree_leads_to_the_root_and_nowhere_else() {
        for size in 1..35_usize {
            let leaves: Vec<Vec<u8>> = (0..size).map(|n| vec![u8::try_from(n).unwrap()]).collect();
            let expected = root(&leaves);
            for (index, leaf) in leaves.iter().enumerate() {
                let proof = path(index, &leaves);
                let at = |index: usize, size: usize, proof: &[[u8; 32]]| {
                    climb(leaf_hash(leaf), index as u64, size as u64, proof, |_| {})
                };
                assert_eq!(at(index, size, &proof), Some(expected));
                let (_, steps, computed) =
                    inclusion_steps(leaf, index as u64, size as u64, &proof).unwrap();
                assert_eq!((steps.len(), computed), (proof.len(), expected));
                for other in (0..size).filter(|other| *other != index) {
                    assert_ne!(
                        at(other, size, &proof),
                        Some(expected),
                        "{index} as {other}"
                    );
                }
                let mut longer = proof.clone();
                longer.push([0; 32]);
                assert_eq!(at(index, size, &longer), None);
                if let Some((_, shorter)) = proof.split_last() {
                    assert_eq!(at(index, size, shorter), None);
                }
            }
        }
    }

    #[test]
    fn sizes_at_the_edge_of_the_number_do_not_overflow() {
        for (index, size) in [
            (0, 0),
            (5, 5),
            (u64::MAX, u64::MAX),
            (u64::MAX - 1, u64::MAX),
        ] {
            let _ = climb([0; 32], index, size, &[[1; 32]; 64], |_| {});
            assert_eq!(climb([0; 32], index, size, &[], |_| {}), None);
        }
    }
}
