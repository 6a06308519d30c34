// Package faults runs the generated repositories while servers and connections fail, and holds what
// they reported against what the database says was written.
package faults
