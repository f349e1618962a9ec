package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// readRequest is a text as kubectl gets it: documents of YAML, or one of JSON.
type readRequest struct {
	Text string `json:"text"`
}

// readAnswer has an answer for each document that is not empty. What kubectl cannot split has one that says why.
type readAnswer struct {
	Documents []createAnswer `json:"documents"`
}

// read splits the text as kubectl does, and gives each document to the API server as YAML, with its strict decoding.
func read(asked readRequest) (readAnswer, error) {
	mediaType := "application/yaml"
	if utilyaml.IsJSONBuffer([]byte(asked.Text)) {
		mediaType = "application/json"
	}
	documents, err := split(asked.Text)
	answered := readAnswer{Documents: []createAnswer{}}
	for _, document := range documents {
		asJSON, invalid := yaml.YAMLToJSON([]byte(document))
		if invalid == nil && (len(bytes.TrimSpace(asJSON)) == 0 || string(bytes.TrimSpace(asJSON)) == "null") {
			continue
		}
		if invalid == nil {
			var object metav1.TypeMeta
			if err := json.Unmarshal(asJSON, &object); err == nil && (object.Kind == "" || object.APIVersion == "") {
				answered.Documents = append(answered.Documents, createAnswer{Decoding: "kubectl: apiVersion or kind is not set"})
				continue
			}
		}
		created, failure := create(createRequest{MediaType: mediaType, Text: document})
		if failure != nil {
			return answered, failure
		}
		answered.Documents = append(answered.Documents, created)
	}
	if err != nil {
		answered.Documents = append(answered.Documents, createAnswer{Decoding: err.Error()})
	}
	return answered, nil
}

func split(text string) ([]string, error) {
	var documents []string
	if utilyaml.IsJSONBuffer([]byte(text)) {
		// Several values may follow one another, or it is YAML all the same.
		decoder := utilyaml.NewYAMLOrJSONDecoder(strings.NewReader(text), 4096)
		for {
			var document runtime.RawExtension
			if err := decoder.Decode(&document); err == io.EOF {
				return documents, nil
			} else if err != nil {
				return documents, err
			}
			documents = append(documents, string(document.Raw))
		}
	}
	reader := utilyaml.NewYAMLReader(bufio.NewReader(strings.NewReader(text)))
	for {
		document, err := reader.Read()
		if err == io.EOF {
			return documents, nil
		}
		if err != nil {
			return documents, err
		}
		documents = append(documents, string(document))
	}
}
