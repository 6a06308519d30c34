// Package contact holds how a supplier is reached.
package contact

// Contact is stored as JSON.
type Contact struct {
	Person string   `json:"person"`
	Emails []string `json:"emails,omitempty"`
	Phone  string   `json:"phone,omitempty"`
}
