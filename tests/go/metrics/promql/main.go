// Command promql reads a dashboard and alert rules by Prometheus' own parsers, and holds what they
// ask for against an exposition of the metrics that there are.
//
//	promql metrics_dashboard.json metrics_alerts.yaml exposition.txt
//
// It prints how many queries it has read, or what is wrong.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: promql DASHBOARD ALERTS EXPOSITION")
		os.Exit(2)
	}
	panels, rules, err := check(os.Args[1], os.Args[2], os.Args[3])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("%d queries of panels, %d rules\n", panels, rules)
}

func check(dashboard, alerts, exposition string) (panels, rules int, err error) {
	known, err := read(exposition)
	if err != nil {
		return 0, 0, err
	}
	var problems []error
	panels, err = checkDashboard(dashboard, known)
	problems = append(problems, err)
	rules, err = checkAlerts(alerts, known)
	return panels, rules, errors.Join(append(problems, err)...)
}

// metrics are the labels of each series' name.
type metrics map[string]map[string]bool

// read returns the series of an exposition, those of histograms by the names that queries use.
func read(path string) (metrics, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text := expfmt.NewTextParser(model.UTF8Validation)
	families, err := text.TextToMetricFamilies(file)
	if err != nil {
		return nil, err
	}
	known := metrics{}
	for name, family := range families {
		// Those that Prometheus adds.
		of := map[string]bool{"job": true, "instance": true}
		for _, metric := range family.GetMetric() {
			for _, label := range metric.GetLabel() {
				of[label.GetName()] = true
			}
		}
		if family.GetType() != dto.MetricType_HISTOGRAM {
			known[name] = of
			continue
		}
		known[name+"_count"], known[name+"_sum"] = of, of
		known[name+"_bucket"] = maps.Clone(of)
		known[name+"_bucket"]["le"] = true
	}
	return known, nil
}

var promql = parser.NewParser(parser.Options{})

// ask holds a query against what is known.
func (m metrics) ask(query string) error {
	parsed, err := promql.ParseExpr(query)
	if err != nil {
		return fmt.Errorf("%s: %w", query, err)
	}
	var problems []error
	available := map[string]bool{}
	parser.Inspect(parsed, func(node parser.Node, _ []parser.Node) error {
		selector, ok := node.(*parser.VectorSelector)
		if !ok {
			return nil
		}
		of, ok := m[selector.Name]
		if !ok {
			problems = append(problems, fmt.Errorf("%s: there is no %s", query, selector.Name))
		}
		for _, matcher := range selector.LabelMatchers {
			if matcher.Name != labels.MetricName && !of[matcher.Name] {
				problems = append(problems, fmt.Errorf("%s: %s has no label %s", query, selector.Name, matcher.Name))
			}
		}
		maps.Copy(available, of)
		return nil
	})
	parser.Inspect(parsed, func(node parser.Node, _ []parser.Node) error {
		if aggregation, ok := node.(*parser.AggregateExpr); ok {
			for _, label := range aggregation.Grouping {
				if !available[label] {
					problems = append(problems, fmt.Errorf("%s: nothing has the label %s", query, label))
				}
			}
		}
		return nil
	})
	return errors.Join(problems...)
}

// braces are what legends and annotations take from labels.
var braces = regexp.MustCompile(`{{\s*([^}]*?)\s*}}`)

func checkDashboard(path string, known metrics) (queries int, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	var dashboard struct {
		Panels []struct {
			Type    string
			Title   string
			Targets []struct{ Expr, LegendFormat string }
		}
		Templating struct {
			List []struct{ Type, Query string }
		}
	}
	if err := json.Unmarshal(text, &dashboard); err != nil {
		return 0, fmt.Errorf("%s: %w", path, err)
	}
	var problems []error
	ask := func(query string) string {
		// What Grafana fills in.
		query = strings.ReplaceAll(query, "$__rate_interval", "5m")
		problems = append(problems, known.ask(query))
		queries++
		return query
	}
	for _, panel := range dashboard.Panels {
		for _, target := range panel.Targets {
			query := ask(target.Expr)
			for _, match := range braces.FindAllStringSubmatch(target.LegendFormat, -1) {
				if !groups(query, match[1]) {
					problems = append(problems, fmt.Errorf("%s: the legend's %s is not what the query groups by", panel.Title, match[1]))
				}
			}
		}
	}
	values := regexp.MustCompile(`^label_values\((.*), (\w+)\)$`)
	for _, variable := range dashboard.Templating.List {
		if variable.Type != "query" {
			continue
		}
		match := values.FindStringSubmatch(variable.Query)
		if match == nil {
			problems = append(problems, fmt.Errorf("the variable %s is no label_values", variable.Query))
			continue
		}
		ask("sum by (" + match[2] + ") (" + match[1] + ")")
	}
	return queries, errors.Join(problems...)
}

func checkAlerts(path string, known metrics) (rules int, err error) {
	file, failed := rulefmt.ParseFile(path, false, model.UTF8Validation, promql, slog.Default())
	problems := slices.Clone(failed)
	if file == nil {
		return 0, errors.Join(problems...)
	}
	for _, group := range file.Groups {
		for _, rule := range group.Rules {
			rules++
			problems = append(problems, known.ask(rule.Expr))
			for _, text := range rule.Annotations {
				for _, match := range braces.FindAllStringSubmatch(text, -1) {
					label, ok := strings.CutPrefix(match[1], "$labels.")
					if ok && !groups(rule.Expr, label) {
						problems = append(problems, fmt.Errorf("%s: the rule has no label %s", rule.Alert, label))
					}
				}
			}
		}
	}
	return rules, errors.Join(problems...)
}

// groups reports whether a query groups by a label, so that its result has it.
func groups(query, label string) bool {
	parsed, err := promql.ParseExpr(query)
	if err != nil {
		return false
	}
	found := false
	parser.Inspect(parsed, func(node parser.Node, _ []parser.Node) error {
		if aggregation, ok := node.(*parser.AggregateExpr); ok && slices.Contains(aggregation.Grouping, label) {
			found = true
		}
		return nil
	})
	return found
}
