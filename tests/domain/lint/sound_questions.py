"""A hundred questions of ten subjects with nothing to object to: what the checker must leave alone."""

SOUND = {
    "history": """
- {ask: In which year did the French Revolution begin?, answer: '1789', wrong: ['1776', '1815', '1848']}
- {ask: When did the First World War end?, answer: 11 November 1918, wrong: [28 July 1914, 7 May 1945]}
- {ask: Who was the first emperor of Rome?, answer: Augustus, wrong: [Nero, Trajan, Hadrian]}
- {ask: Which span covers the Second World War in Europe?, answer: 1939 to 1945, wrong: [1914 to 1918, 1936 to 1939]}
- {statement: The Magna Carta was sealed in 1215., is: true}
- {ask: Which treaty ended the Thirty Years' War?, accept: [Peace of Westphalia, Westphalia]}
- {ask: Which of these were kings of England?, answers: [Henry VIII, Charles I], wrong: [Louis XIV, Philip II]}
- {ask: Put these in order of time., order: [The fall of Rome, The Black Death, The Reformation]}
- {ask: Why did the Western Empire weaken in the 5th century?, answer: Civil wars and lost provinces, wrong: [A flood in the capital, The printing press]}
- {ask: How many wives had Henry VIII?, number: 6}
""",
    "chemistry": """
- {ask: What is the formula of water?, answer: H2O, wrong: [CO2, NaCl, O2]}
- {ask: Which gas do plants take in?, answer: CO2, wrong: [N2, He, H2]}
- {ask: What is the pH of pure water at room temperature?, number: 7}
- {ask: Which element has the symbol Fe?, accept: [iron]}
- {statement: Noble gases hardly react., is: true}
- {ask: Which of these are metals?, answers: [Copper, Zinc], wrong: [Sulfur, Neon]}
- {fill: 'Two atoms of hydrogen and one of [[oxygen]] make one molecule of water.'}
- {ask: Why does ice not sink?, answer: It is less dense than water, wrong: [It is colder than water, It holds salt]}
- {ask: Which bond holds table salt together?, answer: An ionic bond, wrong: [A covalent bond, A metallic bond]}
- {ask: Match symbol and name., match: {Na: Sodium, K: Potassium}}
""",
    "code": """
- ask: "What does `print(3 * '4')` show in Python?"
  answer: "444"
  wrong: ["12", "34", An error]
- {ask: 'What is the value of `10 // 3`?', number: 3}
- {ask: Which loop runs at least once?, answer: do … while, wrong: [for, while]}
- {ask: What does HTTP 404 mean?, answer: The page was not found, wrong: [The server is off, The login failed]}
- {ask: Which of these are types in JSON?, answers: [string, number], wrong: [tuple, class]}
- {ask: 'In which file format is music kept?', answer: mp3, wrong: [png, csv]}
- {statement: In Python a list can be changed., is: true}
- {ask: 'Which address is a private one?', answer: 192.168.0.1, wrong: [8.8.8.8, 1.1.1.1]}
- {ask: Which word begins a function in Python?, accept: [def], spelling: exact}
- {ask: 'What does `len("abc")` give?', answer: '3', wrong: ['2', '4']}
""",
    "literature": """
- {ask: Who wrote “Hamlet”?, answer: William Shakespeare, wrong: [John Milton, Jane Austen]}
- {ask: In which novel does Elizabeth Bennet live at Longbourn?, accept: [Pride and Prejudice]}
- {ask: Whom does Romeo love at the end of the play?, answer: Juliet, wrong: [Rosaline, Ophelia]}
- {ask: How many lines has a sonnet?, number: 14}
- {statement: In the poem the raven speaks one word., is: true}
- {ask: Which of these are comedies?, answers: [Twelfth Night, As You Like It], wrong: [Macbeth, King Lear]}
- {ask: What does “evil” stand for in the sermon?, answer: Temptation, wrong: [Illness, Poverty]}
- {ask: Which metre has five iambs?, answer: Iambic pentameter, wrong: [Trochaic tetrameter, Dactylic hexameter]}
- {ask: Who tells the story in “Moby-Dick”?, answer: Ishmael, wrong: [Ahab, Queequeg]}
- {ask: Match author and work., match: {Orwell: 1984, Bradbury: Fahrenheit 451}}
""",
    "geography": """
- {ask: Which is the longest river in Africa?, answer: The Nile, wrong: [The Congo, The Niger]}
- {ask: On which continent lies Chile?, answer: South America, wrong: [Africa, Asia]}
- {ask: Name the capital of Norway., accept: [Oslo]}
- {ask: Which of these lie by the sea?, answers: [Lisbon, Athens], wrong: [Prague, Bern]}
- {statement: Iceland lies on a plate boundary., is: true}
- {ask: How many continents does this atlas name?, number: 7}
- {ask: Where does the Danube end?, answer: In the Black Sea, wrong: [In the Baltic Sea, In the North Sea]}
- {ask: Which lines run from pole to pole?, answer: Meridians, wrong: [Parallels, Contours]}
- {ask: Put these from west to east., order: [Lisbon, Rome, Istanbul]}
- {ask: What is a fjord?, answer: A drowned valley cut by ice, wrong: [A dry river bed, A lake in a crater]}
""",
    "mathematics": """
- {ask: What is 340 minus 90?, answer: '250', wrong: ['240', '260']}
- {ask: What is 12 × 12?, number: 144}
- {ask: 'Which number is prime?', answer: '17', wrong: ['15', '21', '27']}
- {ask: Solve x + 5 = 9. What is x?, number: 4}
- {ask: How many sides has a hexagon?, answer: '6', wrong: ['5', '8']}
- {statement: Each square is a rectangle., is: true}
- {ask: Which fraction equals one half?, answer: 3/6, wrong: [2/5, 3/5]}
- {ask: How many degrees do the angles of a triangle have together?, number: 180}
- {ask: 'Put these numbers in order, the smallest first.', order: ['0.3', '0.33', '0.5']}
- {ask: What is the slope of y = 3x + 2?, answer: '3', wrong: ['2', '5']}
""",
    "biology": """
- {ask: Which organ pumps blood?, answer: The heart, wrong: [The liver, The lung]}
- {ask: What causes COVID-19?, answer: A virus, wrong: [A bacterium, A fungus]}
- {ask: Which vitamins are soluble in fat?, answers: [A and D, E and K], wrong: [B and C]}
- {ask: How many chambers has a human heart?, number: 4}
- {statement: Mushrooms are plants., is: false}
- {ask: Where does photosynthesis happen?, answer: In chloroplasts, wrong: [In the nucleus, In the cell wall]}
- {ask: What does DNA hold?, answer: The plan for proteins, wrong: [Energy for the cell, Water for the plant]}
- {ask: Which blood group can give to group O?, answer: O, wrong: [A, B, AB]}
- {ask: Name the process by which a cell divides., accept: [mitosis]}
- {ask: Put the levels in order., order: [Cell, Tissue, Organ]}
""",
    "language": """
- {ask: What is the past of “to go”?, answer: went, wrong: [goed, gone]}
- {ask: Which word is an adverb?, answer: quickly, wrong: [quick, quickness]}
- {ask: Translate “the house” into German., accept: [das Haus]}
- {fill: 'She [[has ~ have]] been here since Monday.'}
- {ask: Which sentence is in the passive?, answer: The letter was read, wrong: [She reads a letter, She has read a letter]}
- {statement: “Everybody” takes a singular verb., is: true}
- {ask: Which of these are nouns?, answers: [courage, table], wrong: [brave, slowly]}
- {ask: Which plural is right?, answer: mice, wrong: [mouses, mices]}
- {ask: 'Choose the word with the meaning “always late”.', answer: unpunctual, wrong: [untidy, unkind]}
- {ask: Put these in order from the smallest., order: [Letter, Word, Sentence]}
""",
    "music": """
- {ask: Who composed the Ninth Symphony with the “Ode to Joy”?, answer: Ludwig van Beethoven, wrong: [Joseph Haydn, Franz Schubert]}
- {ask: How many strings has a violin?, number: 4}
- {ask: Which clef is used for high notes?, answer: The treble clef, wrong: [The bass clef, The alto clef]}
- {ask: What does “piano” mean in a score?, answer: Softly, wrong: [Loudly, Quickly]}
- {statement: A waltz is in triple time., is: true}
- {ask: Which of these are woodwinds?, answers: [Flute, Oboe], wrong: [Horn, Tuba]}
- {ask: How many beats has a whole note in 4/4 time?, answer: '4', wrong: ['2', '8']}
- {ask: Name the note between A and C., accept: [B, H]}
- {ask: Match composer and work., match: {Bizet: Carmen, Verdi: Aida}}
- {ask: Put these tempi from slow to fast., order: [Largo, Andante, Presto]}
""",
    "civics": """
- {ask: Who elects the members of parliament?, answer: The voters, wrong: [The courts, The ministers]}
- {ask: From what age may one vote here?, number: 18}
- {ask: Which court hears appeals?, answer: The higher court, wrong: [The county office, The police court]}
- {ask: What is a by-election?, answer: A vote to fill one seat, wrong: [A vote on a law, A vote within a party]}
- {statement: 'If no party has a majority, they can form a coalition.', is: true}
- {ask: Which of these are taxes?, answers: [Income tax, Sales tax], wrong: [A parking fine, A library fee]}
- {ask: Who signs a bill into law?, answer: The head of state, wrong: [The speaker, The mayor]}
- {ask: In which article of the constitution does the right to vote stand?, answer: In article 38, wrong: [In article 1, In article 20]}
- {ask: What does the separation of powers prevent?, answer: That one body holds all power, wrong: [That parties are founded, That laws are changed]}
- {ask: Put the steps of a bill in order., order: [Draft, Debate, Vote]}
""",
}
