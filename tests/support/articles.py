"""Short articles of several desks with what a careful reader marks in them, to measure the rules that draft claims.

Each was written for this purpose, and its marks before the rules had seen it. A mark is a sentence (its first words) that
somebody says or that holds a quantity, with its speaker (empty: the article itself), its quantities without hedges, and the
date it speaks of.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """What a reader marks at one sentence."""

    start: str
    who: str = ""
    figures: tuple[str, ...] = ()
    date: str = ""


@dataclass(frozen=True)
class Article:
    """A text, and its marks in order."""

    text: str
    marks: tuple[Mark, ...]


#: Measured before anything was changed for them, the last three once more after the first five; then the rules were mended for all.
MENDED = {
    "sport": Article(
        "Harriers end their long wait\n\n"
        "Westmoor Harriers beat Castle Athletic 3–1 on Saturday, their first win away from home since 12 October. "
        "A crowd of 2,350 saw Priya Anand score twice before half-time.\n\n"
        "“We had trained for exactly that move,” Anand said afterwards. Her coach, Tom Okafor, was less pleased. "
        "“We gave the ball away nineteen times in the second half,” he told reporters. “Against a better side we lose.”\n\n"
        "Castle’s manager Ruth Delaney blamed the pitch, which had been under water on Thursday. The referee had "
        "inspected it twice, a spokesman for the league said, and found it safe.\n\n"
        "The Harriers climb to seventh place with 31 points from 22 matches. They have sold about 400 more season "
        "tickets than a year ago, according to the club’s annual report.",
        (
            Mark("Westmoor Harriers beat", "", (), "Saturday"),
            Mark("A crowd of", "", ("2,350",)),
            Mark("“We had trained", "Anand"),
            Mark("“We gave the ball", "Tom Okafor", ("nineteen times",)),
            Mark("“Against a better", "Tom Okafor"),
            Mark("Castle’s manager", "Ruth Delaney", (), "Thursday"),
            Mark("The referee had", "a spokesman for the league"),
            Mark("The Harriers climb", "", ("31 points", "22 matches")),
            Mark("They have sold", "the club’s annual report", ("400 more season tickets",)),
        ),
    ),
    "court": Article(
        "Baker fined over unlabelled nuts\n\n"
        "A bakery in Linford must pay £4,500 after a customer fell ill from a cake that held walnuts. Magistrates heard "
        "on 3 June that the label named none.\n\n"
        "Prosecuting, Helen Marsh told the court that inspectors had warned the firm twice, in 2022 and again last "
        "spring. “This was no accident of one morning,” she said.\n\n"
        "Daniel Frost, for the defence, argued that a supplier had changed its recipe without notice. His client had "
        "since thrown out 600 labels and retrained all eleven members of staff.\n\n"
        "The customer, who cannot be named, spent two nights in hospital. She has made a full recovery.\n\n"
        "District judge Miriam Cole described the firm’s records as “a drawer full of loose paper”. She ordered it to "
        "pay a further £1,180 in costs within 28 days. An appeal is possible until the end of July.",
        (
            Mark("A bakery in", "", ("£4,500",)),
            Mark("Magistrates heard", "", (), "3 June"),
            Mark("Prosecuting, Helen", "Helen Marsh", (), "2022"),
            Mark("“This was no", "Helen Marsh"),
            Mark("Daniel Frost", "Daniel Frost"),
            Mark("His client had", "Daniel Frost", ("600 labels", "eleven members of staff")),
            Mark("The customer, who", "", ("two nights",)),
            Mark("District judge", "Miriam Cole"),
            Mark("She ordered it", "Miriam Cole", ("£1,180", "28 days")),
        ),
    ),
    "health": Article(
        "Fewer children miss the dentist\n\n"
        "Nearly one in four five-year-olds in the county had not seen a dentist for a year, a survey by the health board "
        "has found. That is down from 31% in 2023.\n\n"
        "The board’s director of public health, Dr Samir Patel, called the fall “encouraging but fragile”. He warned that "
        "two practices would close before Christmas. Between them they look after 5,200 patients.\n\n"
        "The British Dental Association disputes the figures. Its chair, Louise Grant, believes that the true share may "
        "be closer to 40 per cent, because families without a fixed address were not asked.\n\n"
        "Supervised brushing costs £14 a child per year, the county estimates. A filling costs the health service around "
        "ten times as much. Whether the scheme prevents fillings is not known: a trial with 1,800 pupils will report in 2027.",
        (
            Mark("Nearly one in", "a survey by the health board", ("one in four",)),
            Mark("That is down", "", ("31%",), "2023"),
            Mark("The board’s director", "Dr Samir Patel"),
            Mark("He warned that", "Dr Samir Patel", ("two practices",)),
            Mark("Between them they", "", ("5,200 patients",)),
            Mark("The British Dental", "The British Dental Association"),
            Mark("Its chair, Louise", "Louise Grant", ("40 per cent",)),
            Mark("Supervised brushing", "the county", ("£14",)),
            Mark("A filling costs", "", ("ten times",)),
            Mark("Whether the scheme", "", ("1,800 pupils",), "2027"),
        ),
    ),
    "science": Article(
        "Old ice tells of a wet century\n\n"
        "An ice core 134 metres long suggests that the island was far wetter a thousand years ago than today. The team "
        "from the University of Bergen published its results in Nature Geoscience on Tuesday.\n\n"
        "“We saw the dust vanish almost overnight,” says lead author Ingrid Solheim. By her reckoning rainfall was 20 to "
        "30 per cent higher between 980 and 1070.\n\n"
        "Not everyone is convinced. Paul Whitaker, a glaciologist at Leeds who was not involved in the study, points out "
        "that the core comes from a single site. “One straw does not tell you about the whole haystack,” he says.\n\n"
        "The researchers drilled for six weeks at 2,900 metres above sea level. Temperatures fell to minus 28 degrees. "
        "A second core, due next year, could settle the matter. The Norwegian Research Council paid for the work, which "
        "cost 1.7 million kroner.",
        (
            Mark("An ice core", "", ("134 metres",)),
            Mark("“We saw the dust", "Ingrid Solheim"),
            Mark("By her reckoning", "Ingrid Solheim", ("20 to 30 per cent",), "between 980 and 1070"),
            Mark("Paul Whitaker, a", "Paul Whitaker"),
            Mark("“One straw does", "Paul Whitaker"),
            Mark("The researchers drilled", "", ("six weeks", "2,900 metres")),
            Mark("Temperatures fell", "", ("minus 28 degrees",)),
            Mark("The Norwegian Research", "", ("1.7 million kroner",)),
        ),
    ),
    "council": Article(
        "Market square to close to cars\n\n"
        "Cars will be banned from the market square from 1 September, councillors decided last night by nine votes to "
        "six.\n\n"
        "The leader of the council, Anne Birch (Labour), expects 30 fewer accidents a year. “Nobody will want the cars "
        "back,” she predicted. Opponents of the plan doubt that. Councillor Bill Hartley, whose ward includes the square, "
        "pointed to a petition with 1,912 signatures.\n\n"
        "Traders are divided. The chamber of commerce fears losses of up to 15 per cent. Yet Nadia Rahman, who runs the "
        "bookshop, sees it differently: “My customers come on foot.”\n\n"
        "The works are put at £860,000, two thirds of which the government will pay. Officers’ own report admits that the "
        "traffic count behind the plan was made in August, during the school holidays. The council promises a new count "
        "within six months. Buses may still use the north side.",
        (
            Mark("Cars will be", "councillors", ("nine votes",), "1 September"),
            Mark("The leader of", "Anne Birch", ("30 fewer accidents",)),
            Mark("“Nobody will want", "Anne Birch"),
            Mark("Councillor Bill", "Bill Hartley", ("1,912 signatures",)),
            Mark("The chamber of", "The chamber of commerce", ("15 per cent",)),
            Mark("Yet Nadia Rahman", "Nadia Rahman"),
            Mark("The works are", "", ("£860,000", "two thirds")),
            Mark("Officers’ own", "Officers’ own report", (), "August"),
            Mark("The council promises", "The council", ("six months",)),
        ),
    ),
    "business": Article(
        "Toymaker moves to the old mill\n\n"
        "Wooden toys will soon be made in Harrow Mill, which has stood empty since 2009. Pinewell Toys confirmed in a "
        "statement that it has signed a lease for fifteen years.\n\n"
        "“Orders doubled in two winters,” managing director Clara Voss told our reporter. Turnover rose from €2.4m to "
        "€3.9m in 2025, the company’s accounts show.\n\n"
        "Not all neighbours welcome the news. “Thirty lorries a day are thirty too many,” reads a banner on Mill Lane. "
        "Voss dismisses that figure; she speaks of four deliveries, none of them before 8 a.m.\n\n"
        "Economist Raj Mehta of the town’s college sees a risk. Half of the firm’s sales go to a single chain, he notes, "
        "and chains change their minds. The mayor has promised 120 new jobs; the lease, which this newspaper has seen, "
        "mentions none.",
        (
            Mark("Wooden toys will", "", (), "2009"),
            Mark("Pinewell Toys", "Pinewell Toys", ("fifteen years",)),
            Mark("“Orders doubled", "Clara Voss", ("two winters",)),
            Mark("Turnover rose", "the company’s accounts", ("€2.4m", "€3.9m"), "2025"),
            Mark("“Thirty lorries", "a banner on Mill Lane", ("Thirty lorries",)),
            Mark("Voss dismisses", "Voss", ("four deliveries",)),
            Mark("Economist Raj", "Raj Mehta"),
            Mark("Half of the", "Raj Mehta", ("Half",)),
            Mark("The mayor has", "The mayor", ("120 new jobs",)),
        ),
    ),
    "environment": Article(
        "Beavers back on the Elder\n\n"
        "Two families of beavers have dammed the upper Elder in nine places, wardens report. Before the first pair was "
        "released in March 2022 there had been none for 400 years.\n\n"
        "Upstream of the dams the river now holds 1.8 million litres more water, according to measurements by the "
        "Rivers Trust. Floods in the village of Nether Elder have become rarer; whether the beavers are the cause has "
        "not been shown.\n\n"
        "Farmer Joan Tully is not convinced by the praise. She has lost six hectares of meadow, she says, and has been "
        "offered £350. “That does not buy the hay for one cow.” The Trust replies that a fund pays up to £2,000 per "
        "hectare, but that Tully has not applied.\n\n"
        "Dr Owen Price, an ecologist who has counted dragonflies there since 2018, found 23 species last summer, up "
        "from 14. He cautions against reading too much into one warm year.",
        (
            Mark("Two families", "wardens", ("Two families", "nine places")),
            Mark("Before the first", "", ("400 years",), "March 2022"),
            Mark("Upstream of the", "measurements by the Rivers Trust", ("1.8 million litres",)),
            Mark("She has lost", "Joan Tully", ("six hectares", "£350")),
            Mark("“That does not", "Joan Tully"),
            Mark("The Trust replies", "The Trust", ("£2,000",)),
            Mark("Dr Owen Price", "Owen Price", ("23 species", "14"), "last summer"),
            Mark("He cautions", "Owen Price"),
        ),
    ),
    "school": Article(
        "Phones stay in the locker\n\n"
        "Since Monday the 940 pupils of Oakfield School have had to lock away their phones until 3.30pm. Head teacher "
        "Grace Adeyemi says lessons are calmer already.\n\n"
        "She bases this on a count: in the first week teachers noted 12 interruptions by phones, against 71 in the week "
        "before. Asked whether a week is long enough, she answered: “Ask me again at Easter.”\n\n"
        "The pupils’ council voted against the rule by 17 to 4. Its speaker, Leo Brandt, 16, complains that nobody asked "
        "those who need a phone on the way home. His proposal, a locker that opens at lunch, will be discussed on "
        "12 May.\n\n"
        "Research gives no clear answer. A review of 22 studies, published last year by the University of Westbury, "
        "found small gains in tests and none in well-being. Its authors warn that most of the studies were short.",
        (
            Mark("Since Monday", "", ("940 pupils",), "Monday"),
            Mark("Head teacher", "Grace Adeyemi"),
            Mark("She bases", "Grace Adeyemi", ("12 interruptions", "71")),
            Mark("Asked whether", "Grace Adeyemi"),
            Mark("The pupils’ council", "The pupils’ council", ("17 to 4",)),
            Mark("Its speaker, Leo", "Leo Brandt"),
            Mark("A review of", "A review of 22 studies", ("22 studies",), "last year"),
            Mark("Its authors", "Its authors"),
        ),
    ),
}  # fmt: skip

#: Written after the rules were mended for the texts above and measured before anything was changed for them; then the rules were
#: mended for these, too. What a text of one's own may expect is their measure at first sight, in the record of the decision (15).
LAST = {
    "transport": Article(
        "Night bus on trial\n\n"
        "A night bus will link the station and the hospital from 5 October. The county will pay £210,000 for a trial of "
        "nine months, transport officer Lucy Hale announced.\n\n"
        "Hale expects 60 passengers a night. “Nurses have asked for this for ten years,” she said. The hospital’s own "
        "survey, carried out in May, puts the demand lower: 35 people said that they would use the bus at least once a "
        "week.\n\n"
        "Taxi drivers are angry. Their association calls the bus “a present to people who can pay”. It says that fares "
        "after midnight have not risen since 2021.\n\n"
        "Whether the line survives the trial depends on the numbers. Below 40 passengers it will be stopped, according "
        "to the contract. A similar bus in Easton was given up after eleven weeks.",
        (
            Mark("A night bus", "", (), "5 October"),
            Mark("The county will", "Lucy Hale", ("£210,000", "nine months")),
            Mark("Hale expects", "Hale", ("60 passengers",)),
            Mark("“Nurses have", "Hale", ("ten years",)),
            Mark("The hospital’s own", "The hospital’s own survey", ("35 people",), "May"),
            Mark("Their association", "Their association"),
            Mark("It says that", "Their association", (), "2021"),
            Mark("Below 40", "the contract", ("40 passengers",)),
            Mark("A similar bus", "", ("eleven weeks",)),
        ),
    ),
    "culture": Article(
        "A piano nobody wanted\n\n"
        "The piano in the foyer of the Alder Theatre was built in 1911 and has 14 broken strings. Now it may turn out to "
        "be worth more than the curtain, the lights and the seats together.\n\n"
        "Restorer Emil Janko recognised it last week. “There are perhaps six of these left,” he says. In his opinion it "
        "would fetch between £80,000 and £120,000 at auction.\n\n"
        "The theatre’s director, Maud Ellery, wants to keep it. “We are not a shop,” she told the Evening Post. Two "
        "members of the board disagree: the roof leaks, and repairs would cost some £95,000.\n\n"
        "An expert from London, who asked not to be named, is more careful. He has only seen photographs and thinks that "
        "the case was replaced in the 1950s. The board meets on 14 June.",
        (
            Mark("The piano in", "", ("14 broken strings",), "1911"),
            Mark("“There are perhaps", "Emil Janko", ("six",)),
            Mark("In his opinion", "Emil Janko", ("between £80,000 and £120,000",)),
            Mark("The theatre’s director", "Maud Ellery"),
            Mark("“We are not", "Maud Ellery"),
            Mark("Two members", "Two members of the board", ("£95,000",)),
            Mark("He has only", "An expert from London", (), "the 1950s"),
        ),
    ),
    "exercise": Article(
        "A pond for the school yard\n\n"
        "An exercise, made up for learning: no such school exists.\n\n"
        "Birchfield School will dig a pond of 60 square metres behind its gym. Head teacher Nora Quint announced on "
        "12 March 2025 that work begins after Easter.\n\n"
        "The pond will cost £8,400, says Quint. “Half of it comes from parents,” she added. The parents’ association "
        "speaks of £3,100 so far.\n\n"
        "Biology teacher Piet Lang expects frogs within two years. He counted eleven kinds of dragonfly at the pond of "
        "a school nearby in 2024. Whether they will come to a yard with 700 pupils is unclear, he admits.\n\n"
        "Not everybody is pleased. Caretaker Jo Marsh fears that balls will land in the water “every single break”. The "
        "school’s insurer demands a fence 1.2 metres high. According to the town’s plan of 1988, a water pipe runs under "
        "the spot; nobody has looked for it yet.\n\n"
        "In a vote of all classes, 412 pupils were for the pond and 150 against.",
        (
            Mark("Birchfield School", "", ("60 square metres",)),
            Mark("Head teacher Nora", "Nora Quint", (), "12 March 2025"),
            Mark("The pond will", "Quint", ("£8,400",)),
            Mark("“Half of it", "Quint", ("Half",)),
            Mark("The parents’ association", "The parents’ association", ("£3,100",)),
            Mark("Biology teacher", "Piet Lang", ("two years",)),
            Mark("He counted", "", ("eleven kinds of dragonfly",), "2024"),
            Mark("Whether they", "Piet Lang", ("700 pupils",)),
            Mark("Caretaker Jo", "Jo Marsh"),
            Mark("The school’s insurer", "The school’s insurer", ("1.2 metres",)),
            Mark("According to", "the town’s plan of 1988"),
            Mark("In a vote", "", ("412 pupils", "150")),
        ),
    ),
}  # fmt: skip
