# SPDX-License-Identifier: Apache-2.0
"""How does a picture become one of which only the pixels are left?"""

import io
import warnings

from PIL import (
    Image,
    ImageCms,
    ImageFile,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from madoguchi.platform.files.sanitising.limits import Limits
from madoguchi.platform.files.sanitising.results import CannotRebuild, Rebuilt, Removals

FORMATS = ("JPEG", "PNG", "WEBP")
_ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
_PLUGINS = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin)
"""Loaded before the cage shuts; no other decoder is."""
_GPS, _EXIF_ORIENTATION = 0x8825, 0x0112
_PLAIN = frozenset({"1", "L", "LA", "RGB", "RGBA"})
_QUALITY = 90
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
Image.preinit()


def rebuild(content: bytes, _ending: str, limits: Limits, removals: Removals) -> Rebuilt:
    """Decode a JPEG, PNG or WebP and encode its pixels anew; nothing else of it is carried over.

    Raises:
        CannotRebuild: not such a picture, cut short, or more pixels than allowed.
    """
    image, kind = decode(content, limits, removals)
    return Rebuilt(encode(image, kind), _ENDINGS[kind], pages=1)


def decode(content: bytes, limits: Limits, removals: Removals) -> tuple[Image.Image, str]:
    """The first picture upright in plain sRGB, and the format it came in.

    Raises:
        CannotRebuild: see ``rebuild``.
    """
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = limits.pixels
    PngImagePlugin.MAX_TEXT_MEMORY = 1024 * 1024
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=FORMATS)
            kind = str(image.format)
            if image.width * image.height > limits.pixels:
                raise CannotRebuild("too_large")
            _note(image, content, kind, removals)
            image.load()
            return _upright(image, removals), kind
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise CannotRebuild("too_large") from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise CannotRebuild("damaged") from None


def encode(image: Image.Image, kind: str) -> bytes:
    """The pixels in a new file of the same format."""
    out = io.BytesIO()
    if kind == "JPEG":
        image.convert("L" if image.mode in {"1", "L", "LA"} else "RGB").save(
            out, "JPEG", quality=_QUALITY, optimize=False, exif=b""
        )
    elif kind == "WEBP":
        image.save(out, "WEBP", quality=_QUALITY, method=3, exif=b"")
    else:
        image.save(out, "PNG", compress_level=4)
    return out.getvalue()


def _upright(image: Image.Image, removals: Removals) -> Image.Image:
    exif = image.getexif()
    if exif.get(_EXIF_ORIENTATION, 1) != 1:
        removals.note("orientation")
        image = ImageOps.exif_transpose(image)
    if image.info.get("icc_profile"):
        removals.note("colour_profile")
        image = _in_srgb(image)
    if image.mode not in _PLAIN:
        deep = image.mode in {"I", "I;16", "I;16B", "I;16L", "F"}
        has_alpha = image.mode in {"PA", "La", "RGBa"} or "transparency" in image.info
        image = _from_deep(image) if deep else image.convert("RGBA" if has_alpha else "RGB")
    plain = Image.new(image.mode, image.size)
    plain.paste(image)
    return plain


def _from_deep(image: Image.Image) -> Image.Image:
    """More than eight bits of grey, spread over the eight that are kept."""
    deep = image.convert("F")
    low, high = (float(str(edge)) for edge in deep.getextrema())
    scale = 255 / max(high - low, 1.0)
    return deep.point(lambda value: value * scale - low * scale).convert("L")


def _in_srgb(image: Image.Image) -> Image.Image:
    """Colours of a stated profile as sRGB; an odd profile is left out and the colours as they are."""
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        changed = ImageCms.profileToProfile(image, profile, _SRGB, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return changed or image


def _note(image: Image.Image, content: bytes, kind: str, removals: Removals) -> None:
    """What the new file will not have."""
    exif = image.getexif()
    if exif.get_ifd(_GPS):
        removals.note("place")
    if len(exif):
        removals.note("camera_data")
    if set(image.info) & {"comment", "XML:com.adobe.xmp", "xmp", "photoshop", "Comment"}:
        removals.note("comments")
    if isinstance(image, PngImagePlugin.PngImageFile) and image.text:
        removals.note("comments", len(image.text))
    frames = getattr(image, "n_frames", 1)
    if frames > 1:
        removals.note("frames", frames - 1)
    removals.note("trailing_bytes", int(has_trailing_bytes(content, kind)))


def has_trailing_bytes(content: bytes, kind: str) -> bool:
    """Whether something stands behind the end of the picture (a polyglot does so)."""
    if kind == "PNG":
        place = content.rfind(b"IEND")
        return place >= 0 and len(content) > place + 8
    if kind == "WEBP":
        size = int.from_bytes(content[4:8], "little") + 8
        return len(content) > size + size % 2
    return not content.rstrip(b"\0").endswith(b"\xff\xd9")
