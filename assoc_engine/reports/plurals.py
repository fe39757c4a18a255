"""The plural forms of the counted sentences in this room (text(...) calls name the singular only)."""

from ..text import N_

PLURALS = (
    N_("{count} row", "{count} rows"),
    N_("{count} order", "{count} orders"),
    N_("{count} product", "{count} products"),
    N_("{count} category", "{count} categories"),
    N_("The {shown} strongest of {count} action; all stand in the sheet “{sheet}”.",
       "The {shown} strongest of {count} actions; all stand in the sheet “{sheet}”."),
    N_("{count} row ({share:percent}) was left out, merged or set off as given back; the sheet “{sheet}” says why.",
       "{count} rows ({share:percent}) were left out, merged or set off as given back; the sheet “{sheet}” says why."),
    N_("{count} order is no one customer’s basket or a copy of another: links are tested without it, the counts of orders hold it; the "
       "sheet “{sheet}” tells more.",
       "{count} orders are no one customer’s baskets or copies of others: links are tested without them, the counts of orders hold them; "
       "the sheet “{sheet}” tells more."),
    N_("The data covers only {count} day; seasons may change the findings.",
       "The data covers only {count} days; seasons may change the findings."),
    N_("There is only {count} order; rare products cannot be judged.",
       "There are only {count} orders; rare products cannot be judged."),
    N_("{count} pair of products was common enough to be tested against chance.",
       "{count} pairs of products were common enough to be tested against chance."),
    N_("{count} of them passes; of links as clear as this at most {share:percent} are expected to be mere chance, about {false} here.",
       "{count} of them pass; of links as clear as these at most {share:percent} are expected to be mere chance, about {false} here."),
    N_("{count} of them passes; of links as clear as this at most {share:percent} are expected to be mere chance, fewer than one here.",
       "{count} of them pass; of links as clear as these at most {share:percent} are expected to be mere chance, fewer than one here."),
    N_("{count} of these is proven (●): it was found in the earlier part of the orders alone and confirmed by the later part.",
       "{count} of these are proven (●): they were found in the earlier part of the orders alone and confirmed by the later part."),
    N_("{count} of them clearly does not hold in the later part any more.",
       "{count} of them clearly do not hold in the later part any more."),
    N_("{count} of them has a product that is no longer sold; it is not recommended.",
       "{count} of them have a product that is no longer sold; they are not recommended."),
    N_("{count} more link stands out but rests on too few orders or customers (○): a test to run; the sheet “{sheet}” lists it after those "
       "that pass.",
       "{count} more links stand out but rest on too few orders or customers (○): tests to run; the sheet “{sheet}” lists them after those "
       "that pass."),
    N_("{count} of them is seasonal: it comes back in the same months.",
       "{count} of them are seasonal: they come back in the same months."),
    N_("{count} link stands above chance", "{count} links stand above chance"),
    N_("The sheet holds the first {shown} of {count} pair: those that pass, then the others, each the strongest first.",
       "The sheet holds the first {shown} of {count} pairs: those that pass, then the others, each the strongest "
       "first."),
    N_("For {count} product there is something to recommend.", "For {count} products there is something to recommend."),
    N_("For {count} product of which nothing is proven or likely, a model suggests something to try out.",
       "For {count} products of which nothing is proven or likely, a model suggests something to try out."),
    N_("For {count} product without a proven or likely link the sheet “{sheet}” has suggestions of a model (○): hints to try out, none "
       "of them is among the actions.",
       "For {count} products without a proven or likely link the sheet “{sheet}” has suggestions of a model (○): hints to try out, none "
       "of them is among the actions."),
    N_("On {count} page without a proven or likely link the method names products only because they sell anyway; these are not listed "
       "one by one. Most of all: {names}.",
       "On {count} pages without a proven or likely link the method names products only because they sell anyway; these are not listed "
       "one by one. Most of all: {names}."),
    N_("The sheet holds the first {shown} of {count} suggestion; all stand in the window under Actions.",
       "The sheet holds the first {shown} of {count} suggestions; all stand in the window under Actions."),
    N_("The {shown} clearest of {count} sequence; all stand in the window under Findings.",
       "The {shown} clearest of {count} sequences; all stand in the window under Findings."),
    N_("The later orders were looked at {count} time so far. The more often one looks and then chooses, the better they seem.",
       "The later orders were looked at {count} times so far. The more often one looks and then chooses, the better they seem."),
    N_("In the orders that a net made up, {count} pair goes together beyond chance that has hardly met in the real ones (grade C, "
       "no proof). Hints listed here that are among them: {among} of {listed}.",
       "In the orders that a net made up, {count} pairs go together beyond chance that have hardly met in the real ones (grade C, "
       "no proof). Hints listed here that are among them: {among} of {listed}."),
    N_("q: Benjamini–Hochberg over all {count} pair of products that are in at least {least} orders each",
       "q: Benjamini–Hochberg over all {count} pairs of products that are in at least {least} orders each"),
    N_("The orders were split in two by chance again and again and each half was grouped by itself: with {count} group tried the two "
       "agree to {share:percent} (0% is chance, 100% the same); only groups that were found again one by one are listed.",
       "The orders were split in two by chance again and again and each half was grouped by itself: with {count} groups tried the two "
       "agree to {share:percent} (0% is chance, 100% the same); only groups that were found again one by one are listed."),
    N_("{count} product fits nowhere and is in no group.", "{count} products fit nowhere and are in no group."),
    N_("Of the {k} likeliest pairs at {count} earlier point in time {share:percent} came true ({low:percent} to {high:percent}); "
       "by chance {chance:percent} do.",
       "Of the {k} likeliest pairs at {count} earlier points in time {share:percent} came true ({low:percent} to {high:percent}); "
       "by chance {chance:percent} do."),
)  # fmt: skip
