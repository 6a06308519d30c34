//! Each format of a report against the schema that its reader publishes, or the reader's own code.

use pgwright_tests::binary::program;
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A repository of three projects with all that a report can have in it: several severities, places
/// in every kind of file and in none, related places, a SQLSTATE, signs that each format escapes.
fn repository() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write(".git/HEAD", "ref: refs/heads/main\n");
    let shop = "my shop/100%, ö:ä";
    let sql = "CREATE TABLE users (id bigint PRIMARY KEY, name text);\n";
    write(&format!("{shop}/pgwright.yaml"), "output: {directory: go}\n");
    write(&format!("{shop}/migrations/1.sql"), sql);
    assert_eq!(run(folder.path(), &["--generate"]).0, 0);

    let yaml = "output: {directory: go}\ndatabase: {dsn: 'postgres://u:hunter2@h/d'}\n\
                tables: {nobody: {}, 'a,b:c%d\"<&>]]>': {}}\nproblems: {migration-number: hint}\n";
    write(&format!("{shop}/pgwright.yaml"), yaml);
    let sql = "ALTER TABLE users ADD phone text;\r\n-- \u{1b}[31m ö\r\n\
               CREATE TABLE \"](x) <&>%,: \u{202e}\" (id nothing);\r\nDROP TABLE users_;\r\n\
               ALTER TABLE users ADD CHECK (name <>\r\n  '',);\r\n";
    write(&format!("{shop}/migrations/2.sql"), sql);
    write(&format!("{shop}/migrations/3.sql"), "SELEC 1;\nDROP TABLE \"a\u{1}b\";\n");
    write(&format!("{shop}/migrations/3_again.sql"), "CREATE TABLE t (id bigint PRIMARY KEY);\n");
    write("line/pgwright.yaml", "output: {directory: go}\n");
    write("line/migrations/1.sql", "CREATE TABLE users (id bigint PRIMARY KEY);\n");
    run(folder.path(), &["--generate", "--root", "line"]);
    write("broken/pgwright.yaml", "output: {directory: go\n");
    folder
}

/// The exit code and standard output.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(program());
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    let output = command.output().expect("pgwright starts");
    let stdout = String::from_utf8(output.stdout).expect("a report is UTF-8");
    assert!(!stdout.contains("hunter2"), "{stdout}");
    (output.status.code().unwrap_or(-1), stdout)
}

/// What each of several calls prints: with problems of every kind, with none, with a configuration
/// that cannot be used, and after generating.
fn reports(format: &str) -> Vec<String> {
    let folder = repository();
    let calls: [(&[&str], i32); 5] = [
        (&["--check"], 2),
        (&["--check", "--root", "my shop"], 1),
        (&["--check", "--root", "line", "--fail-on", "warning"], 0),
        (&["--check", "--root", "broken"], 2),
        (&["--generate", "--root", "my shop"], 1),
    ];
    calls
        .iter()
        .map(|(arguments, code)| {
            let arguments = [arguments, &["--format", format][..]].concat();
            let (ended, report) = run(folder.path(), &arguments);
            assert_eq!(ended, *code, "{arguments:?}: {report}");
            report
        })
        .collect()
}

fn read_json(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).expect("a schema is JSON")
}

#[track_caller]
fn is_valid(schema: &Value, value: &Value) {
    let validator = jsonschema::validator_for(schema).expect("a schema");
    let errors: Vec<String> =
        validator.iter_errors(value).map(|it| format!("{}: {it}", it.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}\nin {value:#}");
}

fn parsed(report: &str) -> Value {
    serde_json::from_str(report).unwrap_or_else(|error| panic!("{error} in {report}"))
}

/// A file of a package from npm.
fn reader(file: &str) -> PathBuf {
    let folder = std::env::var_os("PGWRIGHT_READERS").map(PathBuf::from).unwrap_or_else(|| {
        panic!("PGWRIGHT_READERS is not set: `tests/run whole` gets the readers and sets it")
    });
    let path = folder.join("node_modules").join(file);
    assert!(path.exists(), "{}: run `tests/run whole`", path.display());
    path
}

/// What a script of node prints for `input`, as JSON.
fn node(script: &str, input: &Value) -> Value {
    let mut command = Command::new("node");
    command.args(["--input-type=commonjs", "--eval", script]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("these tests want node (Debian: nodejs)");
    let mut stdin = child.stdin.take().expect("standard input");
    stdin.write_all(input.to_string().as_bytes()).expect("node reads");
    drop(stdin);
    let output = child.wait_with_output().expect("node ends");
    assert!(output.status.success(), "{script}");
    parsed(&String::from_utf8(output.stdout).expect("UTF-8"))
}

#[test]
fn sarif_is_valid() {
    let schema = "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json";
    let mut schema = read_json(&reader(schema));
    // Its pattern of a language has a bracket too many; reports name no language.
    for definition in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][definition]["properties"]["language"];
        assert_eq!(language["pattern"], "^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$");
        *language = json!({"not": {}});
    }
    for report in reports("sarif") {
        let log = parsed(&report);
        is_valid(&schema, &log);
        // What a schema cannot say: places are in files of the repository, rules are there.
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
        for result in run["results"].as_array().expect("results") {
            let index = result["ruleIndex"].as_u64().expect("an index") as usize;
            assert_eq!(rules[index]["id"], result["ruleId"]);
            let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
            let uri = uri.as_str().expect("a URI");
            assert!(
                uri.starts_with("my%20shop/100%25%2C%20%C3%B6%3A%C3%A4/")
                    || uri.starts_with("broken/"),
                "{uri}"
            );
        }
    }
    // The schema is one: it refuses what is wrong.
    let wrong = json!({"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]});
    assert!(!jsonschema::validator_for(&schema).expect("a schema").is_valid(&wrong));
}

#[test]
fn junit_is_valid() {
    let schema =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/junit-10.xsd"));
    let wrong = "<testsuites><testsuite/></testsuites>".to_owned();
    let mut reports = reports("junit");
    assert!(reports[0].contains("<failure type=\"sql-syntax\""), "{}", reports[0]);
    assert!(reports[2].contains("failures=\"0\"") && reports[2].contains("<testcase "));
    reports.push(wrong);
    let input = json!({
        "module": reader("xmllint-wasm/index-node.js"),
        "schema": schema.expect("the schema is there"),
        "reports": reports,
    });
    let script = r#"
        const {module, schema, reports} = JSON.parse(require('fs').readFileSync(0, 'utf8'));
        const {validateXML} = require(module);
        Promise.all(reports.map(contents => validateXML({
            xml: [{fileName: 'report.xml', contents}],
            schema: [{fileName: 'junit.xsd', contents: schema}],
        }))).then(all => console.log(JSON.stringify(all.map(it => it.errors.map(e => e.rawMessage)))));
    "#;
    let errors = node(script, &input);
    let errors = errors.as_array().expect("a list for each report");
    for (report, errors) in reports.iter().zip(errors).take(5) {
        assert_eq!(*errors, json!([]), "{report}");
    }
    assert_ne!(errors[5], json!([]), "the schema refuses what is wrong");
}

#[test]
fn gitlab_takes_each_entry() {
    let schema =
        read_json(&Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/gitlab-code-quality.json"));
    for report in reports("gitlab") {
        let report = parsed(&report);
        let entries = report.as_array().expect("a list");
        let mut fingerprints = Vec::new();
        for entry in entries {
            is_valid(&schema, entry);
            // And what its documentation asks for besides.
            let text = |key: &str| entry[key].as_str().unwrap_or_default();
            assert!(!text("check_name").is_empty() && !text("description").contains('\n'));
            assert!(["info", "minor", "major", "critical", "blocker"].contains(&text("severity")));
            let path = entry["location"]["path"].as_str().expect("a path");
            assert!(!path.starts_with(['/', '.']) && !path.contains('\\'), "{path}");
            assert!(entry["location"]["lines"]["begin"].as_u64() >= Some(1));
            fingerprints.push(text("fingerprint"));
        }
        // It keeps one of those with the same fingerprint.
        fingerprints.sort_unstable();
        fingerprints.dedup();
        assert_eq!(fingerprints.len(), entries.len());
    }
}

/// The commands are those that GitHub's own toolkit writes for the same annotations.
#[test]
fn github_writes_the_same_commands() {
    let mut seen = Vec::new();
    for report in reports("github") {
        let commands: Vec<&str> = report.lines().filter(|line| line.starts_with("::")).collect();
        let annotations: Vec<Value> = commands.iter().map(|command| annotation(command)).collect();
        for annotation in &annotations {
            seen.push(annotation["name"].as_str().unwrap_or_default().to_owned());
        }
        let input =
            json!({"module": reader("@actions/core/lib/core.js"), "annotations": annotations});
        let script = r#"
            const {module, annotations} = JSON.parse(require('fs').readFileSync(0, 'utf8'));
            const core = require(module);
            const write = process.stdout.write.bind(process.stdout);
            let written = '';
            process.stdout.write = text => { written += text; return true; };
            for (const {name, message, properties} of annotations) core[name](message, properties);
            write(JSON.stringify(written.split('\n').filter(line => line)));
        "#;
        assert_eq!(node(script, &input), json!(commands), "{report}");
        // No other line is a command, in the runner's older syntax neither.
        for line in report.lines().filter(|line| !line.starts_with("::")) {
            assert!(line.starts_with("pgwright: files ") && !line.contains("##["), "{line}");
        }
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen, ["error", "notice", "warning"]);
}

/// A command as the runner reads it: `::name key=value,…::message`, unescaped.
fn annotation(command: &str) -> Value {
    let rest = command.strip_prefix("::").expect("a command");
    let (head, message) = rest.split_once("::").expect("a message");
    let (name, list) = head.split_once(' ').expect("properties");
    let unescaped = |text: &str| {
        let text = text.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":");
        text.replace("%2C", ",").replace("%25", "%")
    };
    let mut properties = json!({});
    for property in list.split(',') {
        let (key, value) = property.split_once('=').expect("a property");
        let (key, is_number) = match key {
            "line" => ("startLine", true),
            "endLine" => (key, true),
            "col" => ("startColumn", true),
            "endColumn" => (key, true),
            _ => (key, false),
        };
        properties[key] = match is_number {
            true => json!(value.parse::<u32>().expect("a number")),
            false => json!(unescaped(value)),
        };
    }
    json!({"name": name, "properties": properties, "message": unescaped(message)})
}

#[test]
fn json_is_what_its_schema_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/cli/report.schema.json");
    let mut schema = read_json(&path);
    jsonschema::meta::validate(&schema).expect("a schema of schemas");
    // Its readers are told to bear new keys; that all of today's are described is held here.
    close(&mut schema);
    let reports = reports("json");
    for report in &reports {
        is_valid(&schema, &parsed(report));
    }
    for key in ["\"sqlstate\"", "\"hint\"", "\"warning\"", "\"reason\""] {
        assert!(reports.iter().any(|report| report.contains(key)), "no report has {key}");
    }
}

/// Lets every object of a schema have the described keys alone.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if object.contains_key("properties") {
                object.insert("additionalProperties".to_owned(), json!(false));
            }
            object.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}
