"""Models of answers, derived from the types of the domain, so that nothing is written twice."""

from functools import cache
from inspect import getdoc
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from pydantic import (
    BaseModel,
    ConfigDict,
    SerializerFunctionWrapHandler,
    create_model,
    model_serializer,
)


class _Whole(BaseModel):
    """Shows all its fields."""

    model_config = ConfigDict(from_attributes=True)


class _WithoutDefaults(_Whole):
    """Shows those of its fields that are not as they are by default, as its struct is encoded."""

    @model_serializer(mode="wrap")
    def _shown(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields = type(self).model_fields
        kept = {name for name, each in fields.items() if getattr(self, name) != each.default}
        return {name: value for name, value in handler(self).items() if name in kept}


@cache
def answer_model(
    struct: type[msgspec.Struct], *more: tuple[str, type], only: tuple[str, ...] | None = None
) -> type[BaseModel]:
    """Return the model of a struct, and of the structs in it: it reads their attributes.

    Its description is the struct's. `more` are fields that the answer has besides, before the
    others; with `only` it has no other fields of the struct than these.
    """
    hints = get_type_hints(struct, include_extras=True)
    names = struct.__struct_fields__ if only is None else only
    fields: dict[str, Any] = {name: (kind, ...) for name, kind in more}
    config = struct.__struct_config__
    if config.tag_field is not None:  # a constant of the class, and no attribute
        tag = str(config.tag)
        fields[config.tag_field] = (Literal[tag], tag)
    defaults = {
        each.name: each.default
        for each in msgspec.structs.fields(struct)
        if config.omit_defaults and each.default is not msgspec.NODEFAULT
    }
    fields |= {name: (answer_type(hints[name]), defaults.get(name, ...)) for name in names}
    return create_model(
        struct.__name__,
        __base__=_WithoutDefaults if config.omit_defaults else _Whole,
        __doc__=getdoc(struct),
        **fields,
    )


def answer_type(hint: Any) -> Any:  # noqa: ANN401 - a type, or what typing makes of several
    """Return a type, as `list[Struct]`, with the models of its structs in their place."""
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return answer_model(hint)
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return answer_type(parts[0])
    if origin is None or origin is Literal:
        return hint
    answered = tuple(part if part is Ellipsis else answer_type(part) for part in parts)
    return Union[answered] if origin is UnionType else origin[answered]  # noqa: UP007 - made at run time
