"""The index of an installed SDK: resource types, functions and nested objects by token or reference.

Everything comes from the SDK's source text, which is searched and cut, never imported: `import pulumi_gcp.compute`
costs seconds and a hundred megabytes, one resource type out of its text some milliseconds. An upgraded SDK therefore
needs no new data. Replacement rules, conflicts between arguments and the cloud's defaults are in no SDK and not here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from threading import RLock
from typing import Final

from podwright.emulator.sdk.annotations import ANY, Annotated, parse_annotation
from podwright.emulator.sdk.cache import IndexCache, default_cache_dir
from podwright.emulator.sdk.docstrings import allowed_values
from podwright.emulator.sdk.parse import Field, parse_enum, parse_fields, parse_function, parse_resource
from podwright.emulator.sdk.source import Span, Tokens, find_sdk, read_span, scan_spans, scan_tokens
from podwright.emulator.sdk.types import (
    ArrayOf,
    FunctionType,
    ObjectRef,
    ObjectType,
    Property,
    ResourceType,
    Scalar,
    Type,
)

_SMALL_FILE_BYTES: Final = 400_000
"""Below this, finding the classes of a file again (1 ms) is cheaper than keeping where they stand."""

_ENUM_BASES: Final = {"str": Scalar("str"), "int": Scalar("int"), "float": Scalar("num"), "bool": Scalar("bool")}


class SdkIndex:
    """The types of one provider's installed SDK. Safe to share between threads."""

    def __init__(self, package: str, cache_dir: Path | None = None) -> None:
        """`package` is the provider's name ("gcp", "azure-native"); EngineError when its SDK is not installed."""
        self._sdk = find_sdk(package)
        self._cache = IndexCache(cache_dir or default_cache_dir(), package, self._sdk.version)
        self._lock = RLock()
        self._resources: dict[str, ResourceType] = {}
        self._functions: dict[str, FunctionType] = {}
        self._objects: dict[str, ObjectType] = {}

    @property
    def package(self) -> str:
        """The provider's name."""
        return self._sdk.package

    @property
    def version(self) -> str:
        """The SDK's version, which is also the provider plugin's."""
        return self._sdk.version

    def tokens(self) -> list[str]:
        """The tokens of all resource types, sorted; the provider itself is `pulumi:providers:<package>`."""
        return sorted(self._tokens().resources)

    def function_tokens(self) -> list[str]:
        """The tokens of all functions, sorted."""
        return sorted(self._tokens().functions)

    def resource(self, token: str) -> ResourceType | None:
        """The resource type `gcp:compute/network:Network`; None when the SDK has no such type."""
        with self._lock:
            place = self._tokens().resources.get(token)
            if token not in self._resources and place:
                self._resources[token] = self._load_resource(token, *place)
            return self._resources.get(token)

    def function(self, token: str) -> FunctionType | None:
        """The function `gcp:compute/getNetwork:getNetwork`; None when the SDK has no such function."""
        with self._lock:
            file = self._tokens().functions.get(token)
            if token not in self._functions and file:
                self._functions[token] = self._load_function(token, file)
            return self._functions.get(token)

    def object(self, ref: ObjectRef) -> ObjectType:
        """The nested object that a property's type refers to; KeyError for a reference that this index never gave."""
        with self._lock:
            if ref.name not in self._objects:
                module, _, name = ref.name.partition(":")
                file = module + ".py"
                is_input = not module.endswith("outputs")
                fields = parse_fields(self._text(file, name))
                properties = [self._property(field, file, with_values=is_input) for field in fields]
                self._objects[ref.name] = ObjectType(ref.name, _by_wire_name(properties))
            return self._objects[ref.name]

    def _load_resource(self, token: str, file: str, name: str) -> ResourceType:
        resource = parse_resource(self._text(file, name))
        args = parse_fields(self._text(file, resource.args_class)) if resource.args_class else []
        inputs = _by_wire_name(
            self._property(field, file, with_values=True, secret=field.python_name in resource.secret_inputs)
            for field in args
        )
        outputs = _by_wire_name(
            self._property(
                field,
                file,
                with_values=False,
                secret=field.wire_name in resource.secret_outputs,
                output_only=field.wire_name not in inputs,
            )
            for field in parse_fields(resource.getters)
        )
        return ResourceType(token, inputs, outputs, self.version, resource.deprecated)

    def _load_function(self, token: str, file: str) -> FunctionType:
        texts = {name: self._text(file, name) for name in self._spans(file)}
        call = f"('{token}', "
        name = next(name for name, text in texts.items() if text.startswith("def ") and call in text)
        function = parse_function(texts[name], texts.get(name + "_output"))
        results = parse_fields(texts[function.result_class]) if function.result_class else []
        returns = None
        if function.returns is not None and not results:
            returns = parse_annotation(function.returns, self._resolver(file)).type
        inputs = _by_wire_name(self._property(field, file, with_values=True) for field in function.arguments)
        outputs = _by_wire_name(self._property(field, file, with_values=False) for field in results)
        return FunctionType(token, inputs, outputs, self.version, returns)

    def _property(
        self, field: Field, file: str, *, with_values: bool, secret: bool = False, output_only: bool = False
    ) -> Property:
        annotated = parse_annotation(field.annotation, self._resolver(file))
        allowed = annotated.allowed
        if allowed is None and with_values and _takes_text(annotated.type):
            allowed = allowed_values(field.docstring)
        return Property(
            wire_name=field.wire_name,
            python_name=field.python_name,
            type=annotated.type,
            required=field.required,
            secret=secret,
            deprecated=field.deprecated,
            allowed=allowed,
            output_only=output_only,
        )

    def _resolver(self, file: str) -> Callable[[str], Annotated]:
        """How the names in the annotations of `file` are resolved: in its own folder, or in one they name."""
        folder = PurePosixPath(file).parent

        def resolve(name: str) -> Annotated:
            *modules, class_name = name.split(".")
            home = folder
            if modules and modules[0].startswith("_"):  # `_meta.v1.ObjectMetaArgs`: another module of the package
                home = PurePosixPath(modules[0].removeprefix("_"), *(part for part in modules[1:] if part != "outputs"))
            if "outputs" in modules:
                return Annotated(ObjectRef(f"{home / 'outputs'}:{class_name}"))
            return self._resolve_input(home, class_name)

        return resolve

    def _resolve_input(self, home: PurePosixPath, class_name: str) -> Annotated:
        inputs = f"{home / '_inputs'}"
        if class_name.endswith("Args") or class_name in self._spans(f"{inputs}.py"):
            return Annotated(ObjectRef(f"{inputs}:{class_name}"))
        enums = f"{home / '_enums'}.py"
        if class_name in self._spans(enums):
            base, values = parse_enum(self._text(enums, class_name))
            return Annotated(_ENUM_BASES.get(base, ANY), values)
        return Annotated(ANY)

    def _tokens(self) -> Tokens:
        with self._lock:
            if self._cache.tokens is None:
                self._cache.tokens = scan_tokens(self._sdk)
                self._cache.save()
            return self._cache.tokens

    def _text(self, file: str, name: str) -> str:
        return read_span(self._sdk.root / file, self._spans(file)[name])

    def _spans(self, file: str) -> dict[str, Span]:
        path = self._sdk.root / file
        if not path.exists():
            return {}
        size = path.stat().st_size
        spans = self._cache.spans(file, size)
        if spans is None:
            spans = scan_spans(path.read_bytes())
            if size > _SMALL_FILE_BYTES:
                self._cache.add_spans(file, size, spans)
                self._cache.save()
        return spans


def _by_wire_name(properties: Iterable[Property]) -> dict[str, Property]:
    return {item.wire_name: item for item in properties}


def _takes_text(type_: Type) -> bool:
    """Whether documented values are closed for it: text or a list of texts. Lists of numbers are not validated."""
    leaf = type_.item if isinstance(type_, ArrayOf) else type_
    return isinstance(leaf, Scalar) and leaf.kind == "str"
