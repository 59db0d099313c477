//! Which changes can be made to a source, and the source with all of them in it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, fs,
    ops::Range,
    path::{Path, PathBuf},
};

use proc_macro2::Span;
use syn::{
    Attribute, BinOp, Block, Expr, ExprLit, Item, Lit, Pat, ReturnType, Signature, Stmt, Type,
    UnOp,
    spanned::Spanned,
    visit::{self, Visit},
};

/// One change.
#[derive(Debug)]
pub(crate) struct Mutant {
    /// Its number in the build.
    pub(crate) id: usize,
    /// Line in the source, from 1.
    pub(crate) line: usize,
    pub(crate) compiles: bool,
    file: String,
    function: String,
    what: String,
    /// Counts equal changes in one function, from 1.
    occurrence: usize,
}

impl Mutant {
    /// The function it is in, with its file.
    pub(crate) fn function(&self) -> String {
        format!("{} {}", self.file, self.function)
    }
}

impl fmt::Display for Mutant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.file, self.function, self.what)?;
        match self.occurrence {
            1 => Ok(()),
            n => write!(f, " ({n})"),
        }
    }
}

/// Tells apart changes that read the same.
pub(crate) fn number_equal_ones(mutants: &mut [Mutant]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for mutant in mutants {
        let count = seen.entry(mutant.to_string()).or_default();
        *count += 1;
        mutant.occurrence = *count;
    }
}

/// A file whose code is to be changed.
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    name: String,
    text: String,
    edits: Vec<Edit>,
    constants: Vec<ConstFn>,
}

/// Where in the changed text an edit stands, and the numbers of its mutants.
pub(crate) type Place = (Range<usize>, Vec<usize>);

/// Something put around a piece of the source, and within it.
struct Edit {
    ids: Vec<usize>,
    around: Range<usize>,
    open: String,
    close: String,
    within: Option<(Range<usize>, String)>,
}

/// A `const fn` cannot ask which mutant is active, so it stops being one.
struct ConstFn {
    keyword: Range<usize>,
    body: Range<usize>,
}

/// The files of a room that are part of its build without tests.
pub(crate) fn sources(tree: &Path, room: &str, found: &mut Vec<Source>) -> Result<(), String> {
    let mut open = vec![tree.join(room).join("src/lib.rs")];
    while let Some(path) = open.pop() {
        let text =
            fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let file =
            syn::parse_file(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        let stem = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let folder = match stem.as_str() {
            "lib" | "mod" => path.with_file_name(""),
            _ => path.with_extension(""),
        };
        for item in &file.items {
            if let Item::Mod(module) = item
                && module.content.is_none()
                && !is_left_out(&module.attrs)
            {
                let flat = folder.join(format!("{}.rs", module.ident));
                let nested = folder.join(module.ident.to_string()).join("mod.rs");
                open.push(if flat.is_file() { flat } else { nested });
            }
        }
        found.push(Source {
            name: path
                .strip_prefix(tree)
                .unwrap_or(&path)
                .display()
                .to_string(),
            path,
            text,
            edits: Vec::new(),
            constants: Vec::new(),
        });
    }
    Ok(())
}

/// Code for tests only, or for a feature that is not the default.
fn is_left_out(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let Ok(list) = attribute.meta.require_list() else {
            return false;
        };
        let condition = list.tokens.to_string();
        list.path.is_ident("cfg")
            && (condition == "test" || condition.contains("feature"))
            && !condition.starts_with("not")
    })
}

impl Source {
    /// Finds the changes, and numbers them on from those found before.
    pub(crate) fn find(&mut self, mutants: &mut Vec<Mutant>) {
        let text = self.text.clone();
        // It parsed a moment ago.
        let Ok(file) = syn::parse_file(&text) else {
            return;
        };
        let mut finder = Finder {
            source: self,
            mutants,
            within: Vec::new(),
            settled: BTreeSet::new(),
        };
        finder.visit_file(&file);
    }

    /// The source with every change that compiles in it, and where in it each of them stands.
    pub(crate) fn changed(&self, mutants: &[Mutant]) -> (String, Vec<Place>) {
        let live = |edit: &&Edit| edit.ids.iter().any(|id| mutants[*id].compiles);
        let edits: Vec<&Edit> = self.edits.iter().filter(live).collect();
        // What closes at a place comes before what opens there; the outer opens first and closes last.
        let mut places: BTreeMap<(usize, u8, isize), (usize, &str, usize)> = BTreeMap::new();
        for (order, edit) in edits.iter().enumerate() {
            let rank = isize::try_from(order).unwrap_or(isize::MAX);
            places.insert((edit.around.start, 2, rank), (order, &edit.open, 0));
            if let Some((range, text)) = &edit.within {
                places.insert((range.start, 1, rank), (order, text, range.len()));
            }
            places.insert((edit.around.end, 0, -rank), (order, &edit.close, 0));
        }
        let mut constants = self.constants.iter().filter(|function| {
            edits
                .iter()
                .any(|edit| function.body.contains(&edit.around.start))
        });
        let mut text = self.text.clone();
        constants.by_ref().for_each(|function| {
            text.replace_range(function.keyword.clone(), "     ");
        });
        let mut changed = String::with_capacity(text.len() * 2);
        let mut stands: Vec<Range<usize>> = vec![0..0; edits.len()];
        let mut done = 0;
        for ((at, kind, _), (order, put, replaced)) in places {
            changed.push_str(&text[done..at]);
            match kind {
                2 => stands[order] = changed.len()..changed.len() + put.len(),
                // What is put around nothing has closed before it opened.
                0 if at > edits[order].around.start => {
                    stands[order].end = changed.len() + put.len();
                }
                _ => {}
            }
            changed.push_str(put);
            done = at + replaced;
        }
        changed.push_str(&text[done..]);
        let stands = stands
            .into_iter()
            .zip(edits)
            .map(|(range, edit)| (range, edit.ids.clone()));
        (changed, stands.collect())
    }
}

struct Finder<'s> {
    source: &'s mut Source,
    mutants: &'s mut Vec<Mutant>,
    /// Types, modules and functions around this place.
    within: Vec<String>,
    /// Where expressions start and end whose opposite is not worth a mutant of its own.
    settled: BTreeSet<(usize, usize)>,
}

impl Finder<'_> {
    fn new_mutant(&mut self, span: Span, what: String) -> usize {
        let id = self.mutants.len();
        self.mutants.push(Mutant {
            id,
            line: span.start().line,
            compiles: true,
            file: self.source.name.clone(),
            function: self.within.join("::"),
            what,
            occurrence: 1,
        });
        id
    }

    fn put(&mut self, ids: Vec<usize>, around: Range<usize>, open: String, close: &str) {
        self.source.edits.push(Edit {
            ids,
            around,
            open,
            close: close.to_owned(),
            within: None,
        });
    }

    fn written(&self, span: Span) -> String {
        let text = &self.source.text[span.byte_range()];
        let words: Vec<&str> = text.split_whitespace().collect();
        let line = words.join(" ");
        match line.char_indices().nth(90) {
            Some((end, _)) => format!("`{}…`", &line[..end]),
            None => format!("`{line}`"),
        }
    }

    fn opposite(&mut self, expr: &Expr) {
        let range = expr.span().byte_range();
        if self.settled.contains(&(range.start, range.end)) {
            return;
        }
        let id = self.new_mutant(
            expr.span(),
            format!("{} the other way round", self.written(expr.span())),
        );
        self.put(
            vec![id],
            range,
            format!("(crate::mutation::on({id}) ^ ("),
            "))",
        );
    }

    /// A condition that is always true, and one that is never.
    fn decision(&mut self, condition: &Expr, can_be_true: bool) {
        if has_let(condition) {
            return;
        }
        let range = condition.span().byte_range();
        self.settled.insert((range.start, range.end));
        let written = self.written(condition.span());
        let never = self.new_mutant(condition.span(), format!("{written} never"));
        if can_be_true {
            let always = self.new_mutant(condition.span(), format!("{written} always"));
            let open = format!("((crate::mutation::on({always}) || (");
            let close = format!(")) && !crate::mutation::on({never}))");
            self.put(vec![always, never], range, open, &close);
        } else {
            let close = format!(") && !crate::mutation::on({never}))");
            self.put(vec![never], range, "((".to_owned(), &close);
        }
    }

    fn number(&mut self, expr: &Expr) {
        let written = self.written(expr.span());
        let up = self.new_mutant(expr.span(), format!("{written} plus one"));
        let down = self.new_mutant(expr.span(), format!("{written} minus one"));
        let open = format!("crate::mutation::number({up}, {down}, ");
        self.put(vec![up, down], expr.span().byte_range(), open, ")");
    }

    fn binary(&mut self, expr: &Expr, left: &Expr, op: &BinOp, right: &Expr) {
        let span = expr.span();
        let written = self.written(span);
        let compared = match op {
            BinOp::Eq(_) | BinOp::Ne(_) => return self.opposite(expr),
            BinOp::Lt(_) => Some("less"),
            BinOp::Le(_) => Some("less_equal"),
            BinOp::Gt(_) => Some("more"),
            BinOp::Ge(_) => Some("more_equal"),
            _ => None,
        };
        let (ids, open, within, close) = match op {
            _ if let Some(name) = compared => {
                let edge = self.new_mutant(span, format!("{written} differs at equality"));
                let not = self.new_mutant(span, format!("{written} the other way round"));
                let open = format!("crate::mutation::{name}({edge}, {not}, &(");
                (vec![edge, not], open, "), &(".to_owned(), "))")
            }
            BinOp::And(_) | BinOp::Or(_) => {
                let and = matches!(op, BinOp::And(_));
                for operand in [left, right] {
                    self.clause(operand, and);
                }
                if has_let(expr) {
                    return;
                }
                let (other, sign) = if and { ("or", "!=") } else { ("and", "==") };
                let id = self.new_mutant(span, format!("{written} with {other}"));
                let within = format!("; if l {sign} crate::mutation::on({id}) {{ ");
                // The clauses were found first, but stand inside this.
                let clauses = self.source.edits.split_off(self.clauses_of(left, right));
                self.source.edits.push(Edit {
                    ids: vec![id],
                    around: span.byte_range(),
                    open: "({ let l: bool = ".to_owned(),
                    close: " } else { l } })".to_owned(),
                    within: Some((op.span().byte_range(), within)),
                });
                self.source.edits.extend(clauses);
                return;
            }
            BinOp::Add(_) | BinOp::Sub(_) => {
                let add = matches!(op, BinOp::Add(_));
                let (name, other) = if add {
                    ("plus", "minus")
                } else {
                    ("minus", "plus")
                };
                let id = self.new_mutant(span, format!("{written} with {other}"));
                (
                    vec![id],
                    format!("crate::mutation::{name}({id}, "),
                    ", ".to_owned(),
                    ")",
                )
            }
            _ => return,
        };
        self.source.edits.push(Edit {
            ids,
            around: span.byte_range(),
            open,
            close: close.to_owned(),
            within: Some((op.span().byte_range(), within)),
        });
    }

    /// Where the edits of the clauses of `left` and `right` begin, which were just put last.
    fn clauses_of(&self, left: &Expr, right: &Expr) -> usize {
        let of = |edit: &&Edit| {
            edit.around == left.span().byte_range() || edit.around == right.span().byte_range()
        };
        let count = self
            .source
            .edits
            .iter()
            .rev()
            .take(2)
            .take_while(of)
            .count();
        self.source.edits.len() - count
    }

    /// One clause of several left out.
    fn clause(&mut self, operand: &Expr, and: bool) {
        let chained = match operand {
            Expr::Binary(inner) => match inner.op {
                BinOp::And(_) => and,
                BinOp::Or(_) => !and,
                _ => false,
            },
            _ => false,
        };
        if chained || has_let(operand) {
            return;
        }
        let id = self.new_mutant(
            operand.span(),
            format!("clause {} left out", self.written(operand.span())),
        );
        let open = if and {
            format!("(crate::mutation::on({id}) || (")
        } else {
            format!("(!crate::mutation::on({id}) && (")
        };
        self.put(vec![id], operand.span().byte_range(), open, "))");
    }

    fn function(&mut self, name: String, signature: &Signature, body: &Block) {
        self.within.push(name);
        if let Some(keyword) = &signature.constness {
            self.source.constants.push(ConstFn {
                keyword: keyword.span().byte_range(),
                body: body.span().byte_range(),
            });
        }
        // What does nothing already cannot be changed to.
        let values = match body.stmts.as_slice() {
            [] => Vec::new(),
            _ => constants_of(&signature.output),
        };
        for value in values {
            let what = if value.is_empty() {
                "does nothing".to_owned()
            } else {
                format!("is {value}")
            };
            let id = self.new_mutant(signature.span(), what);
            let start = body.brace_token.span.open().byte_range().end;
            let open = format!(" if crate::mutation::on({id}) {{ return {value}; }} ");
            self.put(vec![id], start..start, open, "");
        }
        visit::visit_block(self, body);
        self.within.pop();
    }
}

impl<'a> Visit<'a> for Finder<'_> {
    fn visit_item(&mut self, item: &'a Item) {
        match item {
            Item::Fn(function) if !is_left_out(&function.attrs) => {
                self.function(
                    function.sig.ident.to_string(),
                    &function.sig,
                    &function.block,
                );
            }
            Item::Mod(module) if !is_left_out(&module.attrs) => {
                self.within.push(module.ident.to_string());
                visit::visit_item_mod(self, module);
                self.within.pop();
            }
            Item::Impl(block) if !is_left_out(&block.attrs) => {
                let of_trait = block
                    .trait_
                    .as_ref()
                    .and_then(|(_, path, _)| path.segments.last());
                // What a developer reads decides nothing.
                if of_trait.is_some_and(|last| last.ident == "Debug") {
                    return;
                }
                let name = match &*block.self_ty {
                    Type::Path(path) => {
                        path.path.segments.last().map(|last| last.ident.to_string())
                    }
                    _ => None,
                };
                self.within.push(name.unwrap_or_default());
                visit::visit_item_impl(self, block);
                self.within.pop();
            }
            Item::Trait(_) => visit::visit_item(self, item),
            // Constants, types and macros.
            _ => {}
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'a syn::ImplItemFn) {
        self.function(
            function.sig.ident.to_string(),
            &function.sig,
            &function.block,
        );
    }

    fn visit_trait_item_fn(&mut self, function: &'a syn::TraitItemFn) {
        if let Some(body) = &function.default {
            self.function(function.sig.ident.to_string(), &function.sig, body);
        }
    }

    fn visit_impl_item_const(&mut self, _: &'a syn::ImplItemConst) {}
    fn visit_pat(&mut self, _: &'a Pat) {}
    fn visit_type(&mut self, _: &'a Type) {}
    fn visit_generic_argument(&mut self, _: &'a syn::GenericArgument) {}

    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if let Stmt::Expr(expr, Some(semicolon)) = statement
            && is_done_for_its_effect(expr)
        {
            let range = expr.span().byte_range().start..semicolon.span().byte_range().end;
            let id = self.new_mutant(
                expr.span(),
                format!("{} left out", self.written(expr.span())),
            );
            self.put(
                vec![id],
                range,
                format!("if !crate::mutation::on({id}) {{ "),
                " }",
            );
        }
        visit::visit_stmt(self, statement);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Binary(binary) => self.binary(expr, &binary.left, &binary.op, &binary.right),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Not(_)) => {
                self.opposite(expr);
                let inner = unary.expr.span().byte_range();
                self.settled.insert((inner.start, inner.end));
            }
            Expr::Macro(call) if call.mac.path.is_ident("matches") => self.opposite(expr),
            Expr::MethodCall(call) => {
                let name = call.method.to_string();
                if ANSWERS.contains(&name.as_str()) {
                    self.opposite(expr);
                }
                if TAKE_A_QUESTION.contains(&name.as_str())
                    && let Some(Expr::Closure(closure)) = call.args.last()
                {
                    self.decision(&closure.body, true);
                }
            }
            Expr::If(choice) => self.decision(&choice.cond, true),
            // Without an end it would only run too long.
            Expr::While(repeated) => self.decision(&repeated.cond, false),
            Expr::Match(choice) => {
                let rest = choice.arms.last().is_some_and(|last| {
                    // `None` reads like a name, too.
                    let is_name =
                        |ident: &syn::Ident| ident.to_string().starts_with(char::is_lowercase);
                    last.guard.is_none()
                        && match &last.pat {
                            Pat::Wild(_) => true,
                            Pat::Ident(name) => name.subpat.is_none() && is_name(&name.ident),
                            _ => false,
                        }
                });
                for (position, arm) in choice.arms.iter().enumerate() {
                    if let Some((_, guard)) = &arm.guard {
                        self.decision(guard, true);
                    } else if rest && position + 1 < choice.arms.len() {
                        let what = format!("arm {} left out", self.written(arm.pat.span()));
                        let id = self.new_mutant(arm.pat.span(), what);
                        let end = arm.pat.span().byte_range().end;
                        self.put(
                            vec![id],
                            end..end,
                            format!(" if !crate::mutation::on({id})"),
                            "",
                        );
                    }
                }
            }
            Expr::Lit(ExprLit {
                lit: Lit::Int(_), ..
            }) => self.number(expr),
            Expr::Path(path) => {
                if let Some(last) = path.path.segments.last()
                    && path.qself.is_none()
                    && last.ident.to_string().starts_with("MAX")
                {
                    self.number(expr);
                }
                return;
            }
            // How much room is set aside changes nothing.
            Expr::Call(call) if self.written(call.func.span()).ends_with("with_capacity`") => {
                return;
            }
            Expr::Repeat(repeat) => return self.visit_expr(&repeat.expr),
            Expr::Const(_) => return,
            _ => {}
        }
        visit::visit_expr(self, expr);
    }
}

/// Methods whose answer is yes or no.
const ANSWERS: [&str; 14] = [
    "all",
    "any",
    "contains",
    "ends_with",
    "is_empty",
    "is_err",
    "is_none",
    "is_none_or",
    "is_ok",
    "is_ok_and",
    "is_some",
    "is_some_and",
    "starts_with",
    "eq_ignore_ascii_case",
];

/// Methods that take a closure with such an answer.
const TAKE_A_QUESTION: [&str; 12] = [
    "all",
    "any",
    "filter",
    "find",
    "is_none_or",
    "is_ok_and",
    "is_some_and",
    "position",
    "retain",
    "skip_while",
    "take_while",
    "then_some",
];

fn is_done_for_its_effect(expr: &Expr) -> bool {
    match expr {
        Expr::Call(_) | Expr::MethodCall(_) | Expr::Assign(_) => true,
        Expr::Binary(binary) => !matches!(binary.op, BinOp::And(_) | BinOp::Or(_)),
        Expr::Try(tried) => is_done_for_its_effect(&tried.expr),
        _ => false,
    }
}

/// `let` in a condition takes part in its grammar; nothing can be put around it.
fn has_let(expr: &Expr) -> bool {
    match expr {
        Expr::Let(_) => true,
        Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

/// What a function could return without doing anything, by its return type.
fn constants_of(output: &ReturnType) -> Vec<&'static str> {
    let ReturnType::Type(_, of) = output else {
        return vec![""];
    };
    let Type::Path(path) = &**of else {
        return Vec::new();
    };
    let Some(last) = path.path.segments.last() else {
        return Vec::new();
    };
    let empty = match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
            Some(syn::GenericArgument::Type(Type::Tuple(tuple))) => tuple.elems.is_empty(),
            _ => false,
        },
        _ => false,
    };
    match last.ident.to_string().as_str() {
        "bool" => vec!["true", "false"],
        "Option" if empty => vec!["None", "Some(())"],
        "Option" => vec!["None"],
        "Result" if empty => vec!["Ok(())"],
        "Result" => vec!["Ok(Default::default())"],
        "Status" => vec!["Status::Held"],
        "Proof" => vec!["Proof::Holds"],
        "Shape" => vec!["Shape::Fits"],
        "KeyCheck" => vec!["KeyCheck::Held"],
        "Self" => Vec::new(),
        _ => vec!["Default::default()"],
    }
}
