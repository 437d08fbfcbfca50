// Reads registers from standard input, one a line, and says of each whether porcupine finds an order: the other opinion on
// `traces/history/registers`.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"

	"github.com/anishathalye/porcupine"
)

type input struct {
	Kind     string  `json:"kind"`
	Hash     *string `json:"hash"`
	Expected *int    `json:"expected"`
	Owner    *string `json:"owner"`
}

type output struct {
	Kind    string  `json:"kind"`
	Version int     `json:"version"`
	Hash    *string `json:"hash"`
	HasHash bool    `json:"hasHash"`
}

type operation struct {
	Input  input   `json:"input"`
	Output *output `json:"output"`
	Start  int64   `json:"start"`
	End    *int64  `json:"end"`
}

// Comparable, as porcupine needs it; `there` false is no node.
type state struct {
	there   bool
	version int
	hash    string
	owner   string
}

func text(value *string) string {
	if value == nil {
		return "null"
	}
	return *value
}

// What the operation would answer, and the state behind it.
func run(before state, in input) (string, state) {
	fits := in.Expected == nil || *in.Expected == before.version
	switch in.Kind {
	case "create":
		if before.there {
			return "exists", before
		}
		return "done", state{true, 0, text(in.Hash), text(in.Owner)}
	case "end":
		if before.there && before.owner == text(in.Owner) {
			return "done", state{}
		}
		return "done", before
	case "read":
		if before.there {
			return "node", before
		}
		return "none", before
	}
	if !before.there {
		return "none", before
	}
	if !fits {
		return "version", before
	}
	switch in.Kind {
	case "set":
		return "done", state{true, before.version + 1, text(in.Hash), before.owner}
	case "delete":
		return "done", state{}
	}
	return "done", before
}

func step(raw, rawIn, rawOut interface{}) []interface{} {
	before, in, out := raw.(state), rawIn.(input), rawOut.(*output)
	kind, after := run(before, in)
	if out == nil {
		// Nobody was told: it happened, or it did not.
		return []interface{}{before, after}
	}
	switch {
	case out.Kind == "not-empty":
		if in.Kind == "delete" && kind == "done" {
			return []interface{}{before}
		}
	case out.Kind == "node":
		if kind != "node" && !(in.Kind == "set" && kind == "done") {
			return nil
		}
		if after.version == out.Version && (!out.HasHash || text(out.Hash) == after.hash) {
			return []interface{}{after}
		}
	case out.Kind == kind && !(in.Kind == "read" && kind == "node"):
		return []interface{}{after}
	}
	return nil
}

func main() {
	register := porcupine.NondeterministicModel{
		Init:  func() []interface{} { return []interface{}{state{}} },
		Step:  step,
		Equal: func(a, b interface{}) bool { return a == b },
	}
	model := register.ToModel()
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<28)
	for lines.Scan() {
		var operations []operation
		if err := json.Unmarshal(lines.Bytes(), &operations); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		history := make([]porcupine.Operation, len(operations))
		for index, each := range operations {
			end := int64(math.MaxInt64)
			if each.End != nil {
				end = *each.End
			}
			history[index] = porcupine.Operation{ClientId: index, Input: each.Input, Output: each.Output, Call: each.Start, Return: end}
		}
		fmt.Println(porcupine.CheckOperations(model, history))
	}
}
