//! Where what a name stands for is made.

use crate::Snapshot;
use crate::objects;
use pgwright_problem::{Location, Span};
use pgwright_schema::replay::Object;

/// Where a name leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The name.
    pub span: Span,
    /// Where the object got made, under whatever name; from there, where Go declares it.
    pub target: Location,
}

impl Snapshot {
    /// Where the object is made that the name at `offset` in the file `path` stands for, through
    /// renames; `None`: there is no name, or no migration makes what it stands for. The very place
    /// where it is made leads on to its Go, which leads back.
    pub fn definition(&self, path: &str, offset: u32) -> Option<Definition> {
        let mention = self.mention_at(path, offset)?;
        let model = self.model_of(path, &mention)?;
        let history = objects::history(&model, &mention.object)?;
        let mut target = history.made.clone();
        if &*target.file == path
            && target.span == mention.span
            && let Some(go) = self.declared_in_go(&mention.object)
        {
            target = go;
        }
        Some(Definition { span: mention.span, target })
    }

    /// The first place in the generated Go that declares something for an object.
    fn declared_in_go(&self, object: &Object) -> Option<Location> {
        self.texts.output.iter().filter(|file| self.may_declare(file, object)).find_map(|file| {
            let mentions = self.mentions(&file.path);
            let own = mentions.iter().find(|it| it.names && it.object == *object)?;
            Some(Location::new(&file.path, own.span))
        })
    }
}
