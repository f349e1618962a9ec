package main

import (
	"fmt"

	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
)

// matchRequest asks which of the selectors match which of the labels.
type matchRequest struct {
	Selectors []metav1.LabelSelector `json:"selectors"`
	Labels    []labels.Set           `json:"labels"`
}

// matchAnswer has a row for each selector, and in it a 1 for each map of labels that it matches, a 0 for each other.
type matchAnswer struct {
	Rows []string `json:"rows"`
}

func match(asked matchRequest) (matchAnswer, error) {
	answered := matchAnswer{}
	for _, one := range asked.Selectors {
		selector, err := metav1.LabelSelectorAsSelector(&one)
		if err != nil {
			return answered, err
		}
		// The same, as `kubectl -l` and the parser have it.
		parsed, err := labels.Parse(selector.String())
		if err != nil {
			return answered, err
		}
		row := make([]byte, len(asked.Labels))
		for index, set := range asked.Labels {
			row[index] = '0'
			matches := selector.Matches(set)
			if matches {
				row[index] = '1'
			}
			if matches != parsed.Matches(set) {
				return answered, fmt.Errorf("%q is not parsed as it was meant, for %v", selector, set)
			}
		}
		answered.Rows = append(answered.Rows, string(row))
	}
	return answered, nil
}

// defaultRequest asks for the policyTypes of each spec, once the API server has filled in what is absent.
type defaultRequest struct {
	Specs []networkingv1.NetworkPolicySpec `json:"specs"`
}

type defaultAnswer struct {
	PolicyTypes [][]networkingv1.PolicyType `json:"policyTypes"`
}

func policyTypes(asked defaultRequest) (defaultAnswer, error) {
	answered := defaultAnswer{}
	for _, spec := range asked.Specs {
		policy := networkingv1.NetworkPolicy{Spec: spec}
		legacyscheme.Scheme.Default(&policy)
		answered.PolicyTypes = append(answered.PolicyTypes, policy.Spec.PolicyTypes)
	}
	return answered, nil
}
