package main

import (
	"encoding/json"
	"fmt"

	networkingv1 "k8s.io/api/networking/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	genericapirequest "k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/storage/names"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/networking"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	"k8s.io/kubernetes/pkg/registry/networking/networkpolicy"
)

// createRequest is the body of a POST with fieldValidation=Strict, to the collection of the policy's namespace.
type createRequest struct {
	// MediaType is application/json or application/yaml.
	MediaType string `json:"mediaType"`
	Text      string `json:"text"`
}

// createAnswer is what the server would say of it.
type createAnswer struct {
	// Decoding is why the text is no NetworkPolicy at all.
	Decoding string `json:"decoding,omitempty"`
	// Strict is what strict decoding refuses: fields that are unknown or there twice. A server stops there; this goes on.
	Strict []string `json:"strict,omitempty"`
	// Causes are what the strategy for creating refuses.
	Causes []metav1.StatusCause `json:"causes,omitempty"`
	// Policy is what the server would store, where nothing is refused.
	Policy json.RawMessage `json:"policy,omitempty"`
}

var (
	codecs = serializer.NewCodecFactory(legacyscheme.Scheme, serializer.EnableStrict)
	kind   = networkingv1.SchemeGroupVersion.WithKind("NetworkPolicy")
)

// elsewhere is the namespace of the request where the policy names none.
const elsewhere = "bar"

func create(asked createRequest) (createAnswer, error) {
	info, known := runtime.SerializerInfoForMediaType(codecs.SupportedMediaTypes(), asked.MediaType)
	if !known {
		return createAnswer{}, fmt.Errorf("unknown media type %q", asked.MediaType)
	}
	internal := schema.GroupVersion{Group: kind.Group, Version: runtime.APIVersionInternal}
	object, decodedAs, err := codecs.DecoderToVersion(info.StrictSerializer, internal).Decode([]byte(asked.Text), &kind, nil)
	answered := createAnswer{}
	if strict, isStrict := runtime.AsStrictDecodingError(err); isStrict {
		for _, one := range strict.Errors() {
			answered.Strict = append(answered.Strict, one.Error())
		}
	} else if err != nil {
		return createAnswer{Decoding: err.Error()}, nil
	}
	policy, isPolicy := object.(*networking.NetworkPolicy)
	if !isPolicy || *decodedAs != kind {
		return createAnswer{Decoding: fmt.Sprintf("it is a %s", decodedAs)}, nil
	}
	answered.Causes, err = refused(policy)
	if err != nil || len(answered.Causes)+len(answered.Strict) > 0 {
		return answered, err
	}
	answered.Policy, err = runtime.Encode(codecs.LegacyCodec(networkingv1.SchemeGroupVersion), policy)
	return answered, err
}

// refused does what the registry does before it stores a policy.
func refused(policy *networking.NetworkPolicy) ([]metav1.StatusCause, error) {
	metadata, err := meta.Accessor(policy)
	if err != nil {
		return nil, err
	}
	namespace := metadata.GetNamespace()
	if namespace == "" {
		namespace = elsewhere
	}
	context := genericapirequest.WithNamespace(genericapirequest.NewContext(), namespace)
	context = genericapirequest.WithRequestInfo(context, &genericapirequest.RequestInfo{
		IsResourceRequest: true, Verb: "create", APIGroup: kind.Group, APIVersion: kind.Version,
		Resource: "networkpolicies", Namespace: namespace,
	})
	// The server writes its own.
	metadata.SetManagedFields(nil)
	rest.FillObjectMetaSystemFields(metadata)
	if metadata.GetName() == "" && metadata.GetGenerateName() != "" {
		metadata.SetName(names.SimpleNameGenerator.GenerateName(metadata.GetGenerateName()))
	}
	err = rest.BeforeCreate(networkpolicy.Strategy, context, policy)
	if err == nil {
		return nil, nil
	}
	status, isStatus := err.(apierrors.APIStatus)
	if !isStatus || status.Status().Details == nil || len(status.Status().Details.Causes) == 0 {
		return []metav1.StatusCause{{Message: err.Error()}}, nil
	}
	return status.Status().Details.Causes, nil
}
