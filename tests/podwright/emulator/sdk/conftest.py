"""A very small SDK of the generators' shape, installed for one test, and the real one of Google Cloud."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from podwright.emulator.sdk.index import SdkIndex

GADGET = dedent('''\
    import builtins as _builtins
    import pulumi
    raise RuntimeError("an SDK must never be imported")

    @pulumi.input_type
    class GadgetArgs:
        def __init__(__self__, *,
                     kind: pulumi.Input[_builtins.str],
                     colours: pulumi.Input[Optional[Sequence[pulumi.Input[_builtins.str]]]] = None,
                     pass_phrase: pulumi.Input[Optional[_builtins.str]] = None,
                     size: pulumi.Input[Optional['Size']] = None,
                     wheel: pulumi.Input[Optional['GadgetWheelArgs']] = None):
            pulumi.set(__self__, "kind", kind)

        @_builtins.property
        @pulumi.getter
        def kind(self) -> pulumi.Input[_builtins.str]:
            """
            What it is. Default value is `TOY`.
            Possible values are: `TOY`, `TOOL`.
            """
            return pulumi.get(self, "kind")

        @kind.setter
        def kind(self, value: pulumi.Input[_builtins.str]):
            pulumi.set(self, "kind", value)

        @_builtins.property
        @pulumi.getter
        def colours(self) -> pulumi.Input[Optional[Sequence[pulumi.Input[_builtins.str]]]]:
            """
            Each value may be one of: `RED`, `BLUE`.
            """
            return pulumi.get(self, "colours")

        @_builtins.property
        @pulumi.getter(name="passPhrase")
        @_utilities.deprecated("""Use a key instead.""")
        def pass_phrase(self) -> pulumi.Input[Optional[_builtins.str]]:
            return pulumi.get(self, "pass_phrase")

        @_builtins.property
        @pulumi.getter
        def size(self) -> pulumi.Input[Optional['Size']]:
            return pulumi.get(self, "size")

        @_builtins.property
        @pulumi.getter
        def wheel(self) -> pulumi.Input[Optional['GadgetWheelArgs']]:
            return pulumi.get(self, "wheel")

    @pulumi.type_token("tiny:shop/gadget:Gadget")
    class Gadget(pulumi.CustomResource):
        warnings.warn("""tiny.shop.Gadget has been deprecated in favor of tiny.shop.Widget""", DeprecationWarning)

        def _internal_init(__self__, resource_name, opts=None, kind=None, pass_phrase=None, __props__=None):
            if opts.id is None:
                __props__ = GadgetArgs.__new__(GadgetArgs)
                __props__.__dict__["pass_phrase"] = None if pass_phrase is None else pulumi.Output.secret(pass_phrase)
                __props__.__dict__["serial_number"] = None
            secret_opts = pulumi.ResourceOptions(additional_secret_outputs=["passPhrase"])
            super(Gadget, __self__).__init__(
                'tiny:shop/gadget:Gadget',
                resource_name,
                __props__,
                opts)

        @_builtins.property
        @pulumi.getter
        def kind(self) -> pulumi.Output[_builtins.str]:
            return pulumi.get(self, "kind")

        @_builtins.property
        @pulumi.getter(name="passPhrase")
        def pass_phrase(self) -> pulumi.Output[Optional[_builtins.str]]:
            return pulumi.get(self, "pass_phrase")

        @_builtins.property
        @pulumi.getter(name="serialNumber")
        def serial_number(self) -> pulumi.Output[_builtins.str]:
            return pulumi.get(self, "serial_number")
    ''')

INPUTS = dedent('''\
    class GadgetWheelArgsDict(TypedDict):
        spoke_count: pulumi.Input[_builtins.int]

    @pulumi.input_type
    class GadgetWheelArgs:
        def __init__(__self__, *,
                     spoke_count: pulumi.Input[_builtins.int],
                     tyres: pulumi.Input[Optional[Mapping[str, pulumi.Input['GadgetWheelTyreArgs']]]] = None):
            pulumi.set(__self__, "spoke_count", spoke_count)

        @_builtins.property
        @pulumi.getter(name="spokeCount")
        def spoke_count(self) -> pulumi.Input[_builtins.int]:
            """
            How many: größer ist besser.
            """
            return pulumi.get(self, "spoke_count")

        @_builtins.property
        @pulumi.getter
        def tyres(self) -> pulumi.Input[Optional[Mapping[str, pulumi.Input['GadgetWheelTyreArgs']]]]:
            return pulumi.get(self, "tyres")

    @pulumi.input_type
    class GadgetWheelTyreArgs:
        def __init__(__self__, *,
                     width: pulumi.Input[_builtins.float]):
            pulumi.set(__self__, "width", width)

        @_builtins.property
        @pulumi.getter
        def width(self) -> pulumi.Input[_builtins.float]:
            return pulumi.get(self, "width")
    ''')

ENUMS = dedent('''\
    @pulumi.type_token("tiny:shop:Size")
    class Size(_builtins.str, Enum):
        """
        How big.
        """
        SMALL = "Small"
        """
        Not large
        """
        LARGE = "Large"
    ''')

FUNCTION = dedent("""\
    @pulumi.output_type
    class GetGadgetResult:
        def __init__(__self__, serial_number=None):
            pulumi.set(__self__, "serial_number", serial_number)

        @_builtins.property
        @pulumi.getter(name="serialNumber")
        def serial_number(self) -> _builtins.str:
            return pulumi.get(self, "serial_number")

    def get_gadget(gadget_name: Optional[_builtins.str] = None,
                   project: Optional[_builtins.str] = None,
                   opts: Optional[pulumi.InvokeOptions] = None) -> AwaitableGetGadgetResult:
        __args__ = dict()
        __args__['gadgetName'] = gadget_name
        __args__['project'] = project
        __ret__ = pulumi.runtime.invoke('tiny:shop/getGadget:getGadget', __args__, opts=opts, typ=GetGadgetResult).value
        return AwaitableGetGadgetResult(serial_number=pulumi.get(__ret__, 'serial_number'))
    def get_gadget_output(gadget_name: pulumi.Input[Optional[_builtins.str]] = None,
                          project: pulumi.Input[Optional[Optional[_builtins.str]]] = None,
                          opts: Optional[pulumi.InvokeOptions] = None) -> pulumi.Output[GetGadgetResult]:
        __args__ = dict()
        __args__['gadgetName'] = gadget_name
        __args__['project'] = project
        __ret__ = pulumi.runtime.invoke_output('tiny:shop/getGadget:getGadget', __args__, typ=GetGadgetResult)
        return __ret__.apply(lambda __response__: GetGadgetResult())
    """)

PROVIDER = dedent("""\
    class Provider(pulumi.ProviderResource):
        def _internal_init(__self__, resource_name, opts=None, __props__=None):
            super(Provider, __self__).__init__(
                'tiny',
                resource_name,
                __props__,
                opts)
    """)


@pytest.fixture
def tiny_sdk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an installed package `pulumi_tiny` 1.2.3 with one resource, one function and one nested object."""
    root = tmp_path / "site-packages" / "pulumi_tiny"
    files = {
        "__init__.py": "",
        "pulumi-plugin.json": json.dumps({"resource": True, "name": "tiny", "version": "1.2.3"}),
        "provider.py": PROVIDER,
        "shop/__init__.py": "",
        "shop/gadget.py": GADGET,
        "shop/get_gadget.py": FUNCTION,
        "shop/_inputs.py": INPUTS,
        "shop/_enums.py": ENUMS,
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(root.parent), *sys.path])
    importlib.invalidate_caches()
    return root


@pytest.fixture
def tiny(tiny_sdk: Path, tmp_path: Path) -> SdkIndex:
    """The index of the small SDK, with a cache folder of its own."""
    return SdkIndex(tiny_sdk.name.removeprefix("pulumi_"), tmp_path / "cache")


@pytest.fixture(scope="session")
def gcp(tmp_path_factory: pytest.TempPathFactory) -> SdkIndex:
    """The index of the installed Google Cloud SDK."""
    return SdkIndex("gcp", tmp_path_factory.mktemp("sdk-index"))
