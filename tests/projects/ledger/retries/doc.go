// Package retries tests what the generated code repeats, and what it must not.
package retries
