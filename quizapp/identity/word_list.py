"""A list of 4,001 short English words that a child may be given: none offends, none is mistaken for another."""

from functools import cache
from importlib.resources import files

from quizapp.basics.limits import WORD_LETTERS

#: Short words of the EFF's list that do not belong on a child's note: of bodies, war, crime, drugs, illness, peoples
#: and faiths, insults, and names of firms.
LEFT_OUT = frozenset(
    """
    abdomen aids ambush amuck anemia anemic apache apostle armband armed arming armored armory army arousal
    arrest arson atrophy autism badass banshee barmaid barman barrack bash batboy battle bazooka blemish blitz
    bloated boned boney bootie bootleg boozy brewery brewing bribe brute bulldog bullish busboy bust cannon
    carnage cartel casino casket catcall celtic chemo chubby chump clobber clubbed clumsy conceal coroner corset
    creole cringe crock cruelly cruelty crummy curfew cussed dagger darn deceit defame defeat defile deity
    deport despair despise detest deviant dingbat disdain ditzy dork douche dropbox duress dwarf dweeb ebay
    embargo engorge enrage enslave ensnare entomb eskimo evacuee evil exes exhume expire famine fanatic fascism
    feeble femur fester fetal flaccid flirt fondly footsie frisbee frisk gallows garter gender gentile gigolo
    glutton gonad google gore gorged gory gossip graves greedy groin grope gutless guts hacked hacker hacking
    handgun hash hatchet hate hatred hazing hemlock hunk hunter hunting hurt idiocy impale impeach ipad iphone
    ipod islamic itunes jailer john junkie junkman kisser kissing kleenex krypton labored lanky lazily lazy
    leotard licking lunacy lurk lustily lusty maimed mammary mangle mangy manhole manhood manhunt marital
    marxism mobster mongrel moocher mortify mummy mundane musket mutiny mutt myspace nappy nastily nerd nuclear
    nutcase ogle opium outcast overfed pagan pajamas pampers pants parole pauper pelt pelvis perish perjury
    perky perm phobia plunder poach poison poser postwar preachy prewar prison prissy probe probing profane
    prowler prozac prude psychic punk puritan pusher pushy rabid racing racism raging raider ramrod ransack rash
    ravage reactor rebel rectal regime relapse reshoot revenge rifling riot ritalin robbing sabbath sadness
    sassy savage scabbed scabby scalded scam scandal scorn scrawny scurvy sedate seduce shabby shaft shank
    siamese sinner skewer skinny skype slacker slain slander slashed slimy slug smolder sneer snide snitch snort
    spew spleen spousal spouse squirt starved sterile stingy stinky stomp stoning stooge strep strife strung
    stubbed stupor swab swinger tabasco tacky tainted talcum tank tarot tattle tavern thigh thong thrash tragedy
    traitor treason trench tubby turmoil turret twerp twitter unclad undead undress ungodly unholy unloved
    unmoral unrobed upchuck uranium urology valium varmint villain violate viral virus vixen walmart wimp womb
    wooing wound xbox xerox yahoo yelp yiddish zombie
    """.split()
)


@cache
def words() -> tuple[str, ...]:
    """The words in alphabetical order. Three drawn at random carry 35.9 bits."""
    text = files("xkcdpass").joinpath("static/eff-long").read_text(encoding="utf-8")
    listed = (line.split()[-1] for line in text.splitlines() if line.strip())
    # Without “yo-yo” and its like, which are typed in more than one way.
    return tuple(
        word for word in listed if word.isalpha() and len(word) in WORD_LETTERS and word not in LEFT_OUT
    )
