//! The Merkle tree of RFC 6962 2.1, straight from its definition.

use crate::keys::sha256;

/// A node.
pub type Node = [u8; 32];

/// Hash of a leaf's bytes.
pub fn leaf(bytes: &[u8]) -> Node {
    sha256(&[&[0], bytes].concat())
}

fn parent(left: &Node, right: &Node) -> Node {
    sha256(&[&[1], left.as_slice(), right].concat())
}

/// Largest power of two below `count`.
fn split(count: usize) -> usize {
    count.next_power_of_two() / 2
}

/// Root of the tree over these leaf hashes.
pub fn root(leaves: &[Node]) -> Node {
    match leaves {
        [] => sha256(&[]),
        [only] => *only,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            parent(&root(left), &root(right))
        }
    }
}

/// Audit path of leaf number `index`, lowest sibling first.
pub fn path(index: usize, leaves: &[Node]) -> Vec<Node> {
    if leaves.len() < 2 {
        return Vec::new();
    }
    let middle = split(leaves.len());
    let (left, right) = leaves.split_at(middle);
    let (mut below, sibling) = if index < middle {
        (path(index, left), root(right))
    } else {
        (path(index - middle, right), root(left))
    };
    below.push(sibling);
    below
}

/// A tree in which `body` has the number `index` and all other leaves are filler.
/// Returns the root and the audit path.
pub fn place(body: &[u8], index: u64, size: u64) -> (Node, Vec<Node>) {
    let leaves: Vec<Node> = (0..size)
        .map(|number| {
            if number == index {
                leaf(body)
            } else {
                leaf(format!("entry {number}").as_bytes())
            }
        })
        .collect();
    (root(&leaves), path(index as usize, &leaves))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Recomputes the root from a path the way RFC 9162 2.1.3.2 does, which shares no code with `root`.
    fn climb(bytes: &[u8], index: u64, size: u64, path: &[Node]) -> Node {
        let (mut number, mut last, mut node) = (index, size - 1, leaf(bytes));
        for sibling in path {
            if number & 1 == 1 || number == last {
                node = parent(sibling, &node);
                while number & 1 == 0 && number != 0 {
                    number >>= 1;
                    last >>= 1;
                }
            } else {
                node = parent(&node, sibling);
            }
            number >>= 1;
            last >>= 1;
        }
        assert_eq!(last, 0, "the path has the length that the size demands");
        node
    }

    #[test]
    fn every_path_leads_to_the_root() {
        for size in 1..20 {
            for index in 0..size {
                let (root, path) = place(b"body", index, size);
                assert_eq!(
                    climb(b"body", index, size, &path),
                    root,
                    "{index} of {size}"
                );
            }
        }
    }
}
