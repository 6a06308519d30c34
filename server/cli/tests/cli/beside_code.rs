//! What is generated and is no Go: it has its header in its own syntax, and is guarded as well.

use crate::shop::FILES;
use crate::support::Folder;

const DASHBOARD: &str = "repository/metrics_dashboard.json";
const ALERTS: &str = "repository/metrics_alerts.yaml";

fn configured(folder: &Folder, dashboard: bool) {
    let (_, yaml) = FILES.iter().find(|(path, _)| *path == "pgwright.yaml").unwrap();
    let pgxkit = format!("pgxkit: {{metrics: {{enabled: true, dashboard: {dashboard}}}}}");
    let yaml = match yaml.contains("database:\n") {
        true => yaml.replace("database:\n", &format!("database:\n  {pgxkit}\n")),
        false => format!("{yaml}\ndatabase:\n  {pgxkit}\n"),
    };
    folder.write("pgwright.yaml", yaml);
}

fn generated() -> Folder {
    let folder = Folder::new(FILES);
    configured(&folder, true);
    let output = folder.run(&["--generate"]);
    output
        .reports(0)
        .says(&format!(" written {DASHBOARD}\n"))
        .says(&format!(" written {ALERTS}\n"));
    folder.run(&["--check"]).reports(0);
    folder
}

#[test]
fn what_a_person_edited_is_never_touched() {
    for (path, from, to) in [
        (DASHBOARD, "\"refresh\": \"1m\"", "\"refresh\": \"5s\""),
        (ALERTS, "severity: critical", "severity: page"),
    ] {
        let folder = generated();
        let edited = folder.read(path).replace(from, to);
        folder.write(path, &edited);
        let check = folder.run(&["--check"]);
        check.reports(1).says("error[drift-edited]: ").says(path).says(to);
        let output = folder.run(&["--generate"]);
        output.reports(1).says(&format!("    left {path} (edited by a person)\n"));
        assert_eq!(folder.read(path), edited);
        // Nor is it removed when it is asked for no more.
        configured(&folder, false);
        folder.run(&["--generate"]).reports(1).says("error[drift-edited]: ");
        assert_eq!(folder.read(path), edited);
    }
}

#[test]
fn what_has_no_header_of_ours_is_never_touched() {
    for (path, text) in [(DASHBOARD, "{\n  \"title\": \"mine\"\n}\n"), (ALERTS, "groups: []\n")] {
        let folder = Folder::new(FILES);
        folder.write(path, text);
        configured(&folder, true);
        let output = folder.run(&["--generate"]);
        output.reports(1).says(&format!("    left {path} (not written by pgwright)\n"));
        assert_eq!(folder.read(path), text);
        configured(&folder, false);
        folder.run(&["--generate"]).reports(0).says_nothing_of(path);
        assert_eq!(folder.read(path), text);
    }
}

#[test]
fn what_is_old_is_written_anew_and_what_is_gone_is_missed() {
    let folder = generated();
    let before = folder.read(DASHBOARD);
    std::fs::remove_file(folder.path(ALERTS)).unwrap();
    let yaml = folder.read("pgwright.yaml");
    folder.write("pgwright.yaml", yaml.replace("pgxkit: {", "pgxkit: {retry: {enabled: true}, "));
    let check = folder.run(&["--check"]);
    check.reports(1).says(&format!("`{ALERTS}` is missing"));
    check.says(&format!("`{DASHBOARD}` is not up to date: "));
    folder.run(&["--generate"]).reports(0).says(&format!(" written {DASHBOARD}\n"));
    assert!(!before.contains("query_retries") && folder.read(DASHBOARD).contains("query_retries"));
    folder.run(&["--check"]).reports(0);
}

#[test]
fn they_go_when_they_are_not_asked_for_any_more() {
    let folder = generated();
    configured(&folder, false);
    folder.run(&["--check"]).reports(1).says("error[drift-orphan]: ").says(ALERTS);
    let output = folder.run(&["--generate"]);
    output
        .reports(0)
        .says(&format!(" removed {DASHBOARD}\n"))
        .says(&format!(" removed {ALERTS}\n"));
    assert!(!folder.path(DASHBOARD).exists() && !folder.path(ALERTS).exists());
}

#[test]
fn a_merge_in_them_is_settled_by_generating() {
    for path in [DASHBOARD, ALERTS] {
        let folder = generated();
        let text = folder.read(path);
        // Where two branches differ in any case: at the hash.
        let at = text.lines().position(|line| line.to_lowercase().contains("hash")).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        let other = if path == ALERTS { "# Hash: 0" } else { "  \"__hash\": \"0\"," };
        lines.splice(at..at, ["<<<<<<< HEAD", other, "======="]);
        lines.insert(at + 4, ">>>>>>> other");
        let merged = lines.join("\n") + "\n";
        folder.write(path, &merged);
        folder.run(&["--check"]).reports(1).says("error[drift-conflict]: ");
        folder.run(&["--generate"]).reports(0).says(&format!(" written {path}\n"));
        assert_eq!(folder.read(path), text);
    }
}

#[test]
fn other_files_of_their_kind_are_not_spoken_of() {
    let folder = generated();
    for path in ["repository/other.json", "repository/lab/metrics_alerts.yaml"] {
        folder.write(path, folder.read(ALERTS));
    }
    folder.run(&["--generate"]).reports(0).says_nothing_of("other.json").says_nothing_of("lab/");
}

#[test]
fn without_the_exporter_they_are_for_they_are_not_written() {
    let folder = Folder::new(FILES);
    configured(&folder, true);
    let yaml = folder.read("pgwright.yaml");
    let yaml = yaml.replace("dashboard: true", "dashboard: true, exporters: [expvar]");
    folder.write("pgwright.yaml", yaml);
    let output = folder.run(&["--generate"]);
    output.says("`dashboard` needs the exporter `prometheus`").says_nothing_of(DASHBOARD);
    assert!(!folder.path(DASHBOARD).exists() && !folder.path(ALERTS).exists());
}
