"""What the index says of resource types, functions and nested objects."""

from __future__ import annotations

import ast

import pytest

from podwright.emulator.sdk.index import SdkIndex
from podwright.emulator.sdk.types import (
    ArrayOf,
    FunctionType,
    MapOf,
    ObjectRef,
    ObjectType,
    Property,
    ResourceType,
    Scalar,
)

STR = Scalar("str")


def resource(index: SdkIndex, token: str) -> ResourceType:
    """A type that must exist."""
    found = index.resource(token)
    assert found is not None
    return found


def function(index: SdkIndex, token: str) -> FunctionType:
    """A function that must exist."""
    found = index.function(token)
    assert found is not None
    return found


def test_a_parser_that_another_thread_disturbed_is_asked_again(tiny: SdkIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python 3.11's parser can fail because of what another thread parses; a program must not notice."""
    parse, failures = ast.parse, [SystemError("AST constructor recursion depth mismatch (before=48, after=99)")]

    def disturbed(text: str) -> ast.Module:
        if failures:
            raise failures.pop()
        return parse(text)

    monkeypatch.setattr("podwright.emulator.sdk.parse.ast.parse", disturbed)
    assert "size" in resource(tiny, "tiny:shop/gadget:Gadget").inputs
    assert failures == []


class TestSmallSdk:
    """Every fact that the index reads, one by one, in a text that is known."""

    def test_tokens_are_listed(self, tiny: SdkIndex) -> None:
        """The coverage of an emulated cloud is counted against them."""
        assert tiny.tokens() == ["pulumi:providers:tiny", "tiny:shop/gadget:Gadget"]
        assert tiny.function_tokens() == ["tiny:shop/getGadget:getGadget"]
        assert (tiny.package, tiny.version) == ("tiny", "1.2.3")

    def test_inputs(self, tiny: SdkIndex) -> None:
        """Names, types, what is required, secret and deprecated, and the documented values."""
        wheel = ObjectRef("shop/_inputs:GadgetWheelArgs")
        assert resource(tiny, "tiny:shop/gadget:Gadget").inputs == {
            "kind": Property("kind", "kind", STR, required=True, allowed=("TOY", "TOOL")),
            "colours": Property("colours", "colours", ArrayOf(STR), allowed=("RED", "BLUE")),
            "passPhrase": Property("passPhrase", "pass_phrase", STR, secret=True, deprecated="Use a key instead."),
            "size": Property("size", "size", STR, allowed=("Small", "Large")),
            "wheel": Property("wheel", "wheel", wheel),
        }

    def test_outputs(self, tiny: SdkIndex) -> None:
        """The inputs come back, and what only the cloud knows is told apart."""
        assert resource(tiny, "tiny:shop/gadget:Gadget").outputs == {
            "kind": Property("kind", "kind", STR, required=True),
            "passPhrase": Property("passPhrase", "pass_phrase", STR, secret=True),
            "serialNumber": Property("serialNumber", "serial_number", STR, required=True, output_only=True),
        }

    def test_a_deprecated_type_says_so(self, tiny: SdkIndex) -> None:
        """The successor is named in the warning."""
        deprecated = resource(tiny, "tiny:shop/gadget:Gadget").deprecated
        assert deprecated == "tiny.shop.Gadget has been deprecated in favor of tiny.shop.Widget"

    def test_nested_objects(self, tiny: SdkIndex) -> None:
        """A reference leads to the next object, at every depth."""
        tyre = ObjectRef("shop/_inputs:GadgetWheelTyreArgs")
        assert tiny.object(ObjectRef("shop/_inputs:GadgetWheelArgs")) == ObjectType(
            "shop/_inputs:GadgetWheelArgs",
            {
                "spokeCount": Property("spokeCount", "spoke_count", Scalar("int"), required=True),
                "tyres": Property("tyres", "tyres", MapOf(tyre)),
            },
        )
        assert tiny.object(tyre).properties["width"].type == Scalar("num")

    def test_a_function(self, tiny: SdkIndex) -> None:
        """What a function needs stands only in the signature of its `_output` twin."""
        assert function(tiny, "tiny:shop/getGadget:getGadget") == FunctionType(
            token="tiny:shop/getGadget:getGadget",
            inputs={
                "gadgetName": Property("gadgetName", "gadget_name", STR, required=True),
                "project": Property("project", "project", STR),
            },
            outputs={"serialNumber": Property("serialNumber", "serial_number", STR, required=True)},
            version="1.2.3",
        )

    def test_what_the_sdk_does_not_have_is_none(self, tiny: SdkIndex) -> None:
        """An emulated cloud refuses a type that it does not know; it must be able to ask."""
        assert tiny.resource("tiny:shop/gadget:Gizmo") is None
        assert tiny.function("tiny:shop/getGizmo:getGizmo") is None

    def test_a_reference_of_another_index_is_a_mistake_of_the_caller(self, tiny: SdkIndex) -> None:
        """References come from the index itself."""
        with pytest.raises(KeyError):
            tiny.object(ObjectRef("shop/_inputs:Gizmo"))


class TestGoogleCloud:
    """The real SDK, in the places that are unlike the rest."""

    def test_a_data_file_is_an_asset(self, gcp: SdkIndex) -> None:
        """Files and archives travel in a form of their own."""
        assert resource(gcp, "gcp:storage/bucketObject:BucketObject").inputs["source"].type == Scalar("asset")

    def test_secrets_are_marked(self, gcp: SdkIndex) -> None:
        """A password must never reach state in clear."""
        user = resource(gcp, "gcp:sql/user:User")
        assert user.inputs["password"].secret
        assert user.outputs["password"].secret
        assert not user.inputs["name"].secret

    def test_values_of_a_list_are_those_of_its_items(self, gcp: SdkIndex) -> None:
        """The docstring of a list names what each item may be."""
        purpose = resource(gcp, "gcp:networksecurity/addressGroup:AddressGroup").inputs["purposes"]
        assert purpose == Property("purposes", "purposes", ArrayOf(STR), allowed=("DEFAULT", "CLOUD_ARMOR"))

    def test_a_list_of_numbers_is_open(self, gcp: SdkIndex) -> None:
        """The provider does not validate numbers, though the docstring names them (edgenetwork `mtu`: 1500, 9000)."""
        assert resource(gcp, "gcp:edgenetwork/network:Network").inputs["mtu"].allowed is None

    def test_a_function_with_a_bare_result(self, gcp: SdkIndex) -> None:
        """Provider functions return a value, not an object."""
        found = function(gcp, "gcp:index/regionFromZone:regionFromZone")
        assert (found.returns, dict(found.outputs)) == (STR, {})
        assert found.inputs["zone"].required

    def test_the_provider_itself_is_a_type(self, gcp: SdkIndex) -> None:
        """Its configuration is checked like any inputs."""
        provider = resource(gcp, "pulumi:providers:gcp")
        assert provider.inputs["project"].type == STR
        assert provider.inputs["scopes"].type == ArrayOf(STR)


class TestOtherClouds:
    """One reader for the layouts of five generators; read here so that the next cloud finds it working."""

    def test_azure_open_and_closed_enums(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        """Azure's SDK types choices as enums, and takes other text for most of them."""
        azure = SdkIndex("azure-native", tmp_path_factory.mktemp("azure"))
        network = resource(azure, "azure-native:network:VirtualNetwork")
        assert network.inputs["resourceGroupName"].required
        assert network.inputs["addressSpace"].type == ObjectRef("network/_inputs:AddressSpaceArgs")
        rule = resource(azure, "azure-native:network:SecurityRule")
        assert rule.inputs["direction"] == Property("direction", "direction", STR, required=True)

    def test_kubernetes_refers_to_other_modules(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        """An object's metadata stands in a module of its own."""
        kubernetes = SdkIndex("kubernetes", tmp_path_factory.mktemp("kubernetes"))
        deployment = resource(kubernetes, "kubernetes:apps/v1:Deployment")
        assert deployment.inputs["kind"].allowed == ("Deployment",)
        metadata = ObjectRef("meta/v1/_inputs:ObjectMetaArgs")
        assert deployment.inputs["metadata"].type == metadata
        assert kubernetes.object(metadata).properties["labels"].type == MapOf(STR)

    def test_coreweave_stands_in_one_folder(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        """Its nested classes are beside its resources."""
        coreweave = SdkIndex("coreweave", tmp_path_factory.mktemp("coreweave"))
        cluster = resource(coreweave, "coreweave:index/cksCluster:CksCluster")
        assert {name for name, item in cluster.inputs.items() if item.required} >= {"version", "vpcId", "zone"}

    def test_oracle_keeps_capitals_in_its_tokens(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        """`Core` in the token, `core` on the disk."""
        oci = SdkIndex("oci", tmp_path_factory.mktemp("oci"))
        assert resource(oci, "oci:Core/vcn:Vcn").inputs["compartmentId"].required
