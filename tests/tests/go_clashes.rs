//! A person's method beside the generated ones: the generated one gives way, and what is left
//! compiles, whichever of them it is.

use pgwright_tests::binary::pgwright_ends;
use pgwright_tests::go::Module;
use std::collections::BTreeSet;

const SQL: &str = "
CREATE TABLE teams (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    team_id bigint NOT NULL REFERENCES teams,
    email text NOT NULL UNIQUE,
    note text
);
";

const YAML: &str = "
database:
  schema: public
  pgxkit:
    retry: {enabled: true}
    read_write_splitting: {enabled: true}
    health_checks: {enabled: true}
    metrics: {enabled: true, exporters: []}
output: {directory: repository}
generate: {tests: true, examples: true, interfaces: true}
";

const FILE: &str = "repository/users_repository.go";

/// The methods of the repository that can be called from outside.
fn methods(text: &str) -> BTreeSet<String> {
    let methods = text.lines().filter_map(|line| line.strip_prefix("func (r *UsersRepository) "));
    let names = methods.filter_map(|rest| rest.split(['(', '[']).next());
    names.filter(|name| name.starts_with(char::is_uppercase)).map(str::to_owned).collect()
}

#[test]
fn whichever_method_a_person_has_the_rest_compiles() {
    let module = Module::with_requirements();
    let generate = |folder: &str, own: &[&String]| {
        module.write(&format!("{folder}/pgwright.yaml"), YAML);
        module.write(&format!("{folder}/migrations/1.sql"), SQL);
        // No generated code can call it by chance.
        let method = |name: &&String| {
            format!("func (r *UsersRepository) {name}(_, _, _, _ chan int) {{}}\n")
        };
        let code: String = own.iter().map(method).collect();
        module.write(
            &format!("{folder}/repository/own.go"),
            &format!("package repository\n\n{code}"),
        );
        let root = module.path().join(folder);
        let run = pgwright_ends(&root, &["--generate"], i32::from(!own.is_empty()));
        for (number, name) in own.iter().enumerate() {
            let place = format!("repository/own.go:{}:27\n", 3 + number);
            assert!(run.stdout.contains(&place), "{name}: {}", run.stdout);
        }
        let text = std::fs::read_to_string(root.join(FILE)).expect("the table has its file");
        methods(&text)
    };
    let all = generate("all", &[]);
    assert!(all.len() > 30, "{all:?}");
    // Nothing calls the retried ones, so that they may go together.
    let (retried, single): (Vec<&String>, Vec<&String>) =
        all.iter().partition(|name| name.len() > "WithRetry".len() && name.ends_with("WithRetry"));
    let groups = single.into_iter().map(|name| vec![name]).chain([retried]);
    for (number, own) in groups.enumerate() {
        let left = generate(&format!("without_{number}"), &own);
        // A method takes the variant that retries it with it, and `WithRetry` all of them.
        for name in &all {
            let is_lost = own.contains(&name) || name.ends_with("WithRetry");
            assert!(left.contains(name) || is_lost, "{own:?}: {left:?}");
            assert!(!(left.contains(name) && own.contains(&name)), "{own:?}: {left:?}");
        }
    }
    let complaints = module.compiler_complaints();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
