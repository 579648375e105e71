"""Makes src/style/fonts/inter.woff2: what the page can show of Inter, in the weights that it uses.

    pip install fonttools==4.68.0 brotli
    python subset-inter.py inter-ui-4.1.1/variable/InterVariable.woff2 ../src/style/fonts/inter.woff2
"""

import sys
from io import BytesIO

from fontTools.subset import Options, Subsetter, parse_unicodes
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

# Latin, combining circumflex, Greek, punctuation, sub- and superscripts, arrows, mathematics, ticks and crosses.
CHARACTERS = "20-17F,302,370-3FF,2000-206F,2070-209F,2190-2195,21C4,2200-22FF,2713,2717"
FEATURES = ["kern", "calt", "ccmp", "mark", "mkmk", "locl", "tnum", "case"]

source, target = sys.argv[1:]
instance = BytesIO()
instantiateVariableFont(TTFont(source, recalcTimestamp=False), {"opsz": 14, "wght": (400, 700)}).save(instance)
font = TTFont(instance, recalcTimestamp=False)

# Numbers keep their place, but words their hyphens: of Inter's tabular signs only the digits.
substitutions = font["GSUB"].table
tabular = {index for record in substitutions.FeatureList.FeatureRecord if record.FeatureTag == "tnum"
           for index in record.Feature.LookupListIndex}
digits = {font.getBestCmap()[ord(digit)] for digit in "0123456789"}
for index in tabular:
    for table in substitutions.LookupList.Lookup[index].SubTable:
        table = getattr(table, "ExtSubTable", table)
        table.mapping = {plain: wide for plain, wide in table.mapping.items() if plain in digits}

# Copyright (0) and licence (13, 14) stay in the file, as the licence wants it.
options = Options(layout_features=FEATURES, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
subsetter = Subsetter(options)
subsetter.populate(unicodes=parse_unicodes(CHARACTERS))
subsetter.subset(font)
font.flavor = "woff2"
font.save(target)
