"""Common given names and surnames of the region in both scripts, from which fictional pupils and officers are named."""

from dataclasses import dataclass

import numpy as np

_HINDU_BOYS = """
आदित्य Aditya, आनंद Anand, अभिषेक Abhishek, अमन Aman, अमित Amit, अंकित Ankit, अंकुश Ankush, आर्यन Aryan, आयुष Ayush,
बिट्टू Bittu, चंदन Chandan, छोटू Chhotu, दीपक Deepak, धीरज Dheeraj, गौतम Gautam, गोलू Golu, गोविंद Govind, गुलशन Gulshan,
हर्ष Harsh, हिमांशु Himanshu, करण Karan, कृष्णा Krishna, कुंदन Kundan, लक्की Lucky, मनीष Manish, मनोज Manoj, मयंक Mayank,
मिथुन Mithun, मोहित Mohit, मुकेश Mukesh, मुन्ना Munna, निखिल Nikhil, नीरज Neeraj, नीतीश Nitish, पंकज Pankaj, पीयूष Piyush,
प्रेम Prem, प्रिंस Prince, प्रियांशु Priyanshu, राहुल Rahul, राज Raj, राजा Raja, राजेश Rajesh, राजीव Rajeev, रंजन Ranjan,
रवि Ravi, रितेश Ritesh, रोहित Rohit, रोशन Roshan, सचिन Sachin, संदीप Sandeep, सन्नी Sunny, सतीश Satish, सौरभ Saurabh,
शिवम Shivam, शुभम Shubham, सोनू Sonu, सुधांशु Sudhanshu, सुमन Suman, सुमित Sumit, सूरज Suraj, उज्ज्वल Ujjwal, विकास Vikas,
विक्रम Vikram, विशाल Vishal, विवेक Vivek, यश Yash
"""
_HINDU_GIRLS = """
आरती Aarti, आस्था Aastha, अंजलि Anjali, अंजू Anju, अनन्या Ananya, अन्नू Annu, अर्चना Archana, बबीता Babita, बेबी Baby,
चाँदनी Chandni, छोटी Chhoti, दीपा Deepa, दिव्या Divya, गुड़िया Gudiya, गुंजा Gunja, ज्योति Jyoti, जूही Juhi, काजल Kajal,
कल्पना Kalpana, करिश्मा Karishma, कविता Kavita, खुशबू Khushbu, खुशी Khushi, कोमल Komal, लवली Lovely, ललिता Lalita, लक्ष्मी Lakshmi,
मधु Madhu, मनीषा Manisha, माला Mala, मीनाक्षी Meenakshi, मुस्कान Muskan, नंदिनी Nandini, नेहा Neha, निशा Nisha, निक्की Nikki,
पल्लवी Pallavi, पायल Payal, पिंकी Pinki, पूजा Puja, पूनम Poonam, प्रीति Preeti, प्रिया Priya, प्रियंका Priyanka, पुष्पा Pushpa,
राधा Radha, रागिनी Ragini, रानी Rani, रश्मि Rashmi, रिया Riya, रिमझिम Rimjhim, रूपा Rupa, साक्षी Sakshi, सपना Sapna,
सरस्वती Saraswati, शालू Shalu, शिवानी Shivani, श्वेता Shweta, सिमरन Simran, सीता Sita, सोनाली Sonali, सोनी Soni, सृष्टि Srishti,
सुनीता Sunita, स्वीटी Sweety, तनु Tanu, वंदना Vandana, वर्षा Varsha
"""
_MUSLIM_BOYS = """
अब्दुल Abdul, आदिल Adil, अफ़ज़ल Afzal, अहमद Ahmad, अकबर Akbar, आमिर Aamir, अनवर Anwar, अरमान Arman, असलम Aslam, अयान Ayan,
दानिश Danish, एहसान Ehsan, फ़ैज़ान Faizan, फ़रहान Farhan, फ़िरोज़ Firoz, गुलाम Gulam, हमज़ा Hamza, हसन Hasan, इमरान Imran,
इरफ़ान Irfan, जावेद Javed, कलीम Kalim, कामरान Kamran, नदीम Nadeem, नवाज़ Nawaz, रेहान Rehan, रिज़वान Rizwan, साहिल Sahil,
सलमान Salman, समीर Sameer, शाहिद Shahid, शाहनवाज़ Shahnawaz, शमीम Shamim, सुहैल Suhail, तौसीफ़ Tausif, तौहीद Tauhid,
वसीम Wasim, यूसुफ़ Yusuf, ज़ीशान Zeeshan, ज़ुबैर Zubair
"""
_MUSLIM_GIRLS = """
आफ़रीन Aafreen, आलिया Aliya, आयशा Ayesha, अमरीन Amreen, अंजुम Anjum, बुशरा Bushra, फ़रहत Farhat, फ़रज़ाना Farzana, फ़ातिमा Fatima,
गुलफ़्शाँ Gulfshan, गुलनाज़ Gulnaz, हिना Hina, इशरत Ishrat, जन्नत Jannat, कहकशाँ Kahkashan, मेहरुन्निसा Mehrunnisa, मुस्कान Muskan,
नगमा Nagma, नाज़िया Nazia, निकहत Nikhat, नूर Noor, नुसरत Nusrat, रेहाना Rehana, रुखसार Rukhsar, रुकैया Ruqaiya, सबा Saba,
सादिया Sadia, साहिबा Sahiba, सना Sana, शबनम Shabnam, शगुफ़्ता Shagufta, शहनाज़ Shahnaz, शाहीन Shaheen, सोफ़िया Sofia, तबस्सुम Tabassum,
तरन्नुम Tarannum, यास्मीन Yasmin, ज़ैनब Zainab, ज़ीनत Zeenat, ज़ोया Zoya
"""
_HINDU_SURNAMES = """
कुमार Kumar, यादव Yadav, मंडल Mandal, पासवान Paswan, दास Das, साह Sah, सिंह Singh, झा Jha, मिश्रा Mishra, ठाकुर Thakur,
शर्मा Sharma, गुप्ता Gupta, प्रसाद Prasad, राम Ram, रजक Rajak, मांझी Manjhi, तांती Tanti, बिंद Bind, चौधरी Choudhary,
मुर्मू Murmu, हेम्ब्रम Hembram, सोरेन Soren, महतो Mahto, साहनी Sahni, पंडित Pandit, राय Rai, मोदी Modi, पोद्दार Poddar
"""
_GIRLS_SURNAMES = "कुमारी Kumari, भारती Bharti, देवी Devi"
_MUSLIM_BOYS_SURNAMES = "अंसारी Ansari, आलम Alam, अली Ali, खान Khan, रज़ा Raza, शेख Sheikh, हुसैन Hussain, मंसूरी Mansuri, आज़ाद Azad"
_MUSLIM_GIRLS_SURNAMES = "खातून Khatoon, परवीन Parveen, बानो Bano, बेगम Begum, नाज़ Naaz"

Pair = tuple[str, str]


def _pairs(listed: str) -> list[Pair]:
    return [(hindi, english) for hindi, english in (entry.split() for entry in listed.replace("\n", " ").split(","))]


@dataclass(frozen=True)
class _Group:
    """People of one custom of naming, with its share among the pupils."""

    share: float
    given: list[Pair]
    surnames: list[Pair]


_HINDU_GIRLS_SURNAMES = _pairs(_GIRLS_SURNAMES) * 8 + _pairs(_HINDU_SURNAMES)[1:]
_GROUPS = (
    _Group(0.40, _pairs(_HINDU_BOYS), _pairs(_HINDU_SURNAMES)[:1] * 14 + _pairs(_HINDU_SURNAMES)),
    _Group(0.41, _pairs(_HINDU_GIRLS), _HINDU_GIRLS_SURNAMES),
    _Group(0.09, _pairs(_MUSLIM_BOYS), _pairs(_MUSLIM_BOYS_SURNAMES)),
    _Group(0.10, _pairs(_MUSLIM_GIRLS), _pairs(_MUSLIM_GIRLS_SURNAMES)),
)


def people(random: np.random.Generator, count: int, muslim_share: float = 0.19) -> tuple[list[str], list[str]]:
    """Fictional full names, the same people in Devanagari and in Roman letters.

    Args:
        muslim_share: Of all names; in an Urdu school most are.
    """
    shares = np.array([group.share for group in _GROUPS])
    shares[:2] *= (1 - muslim_share) / shares[:2].sum()
    shares[2:] *= muslim_share / shares[2:].sum()
    hindi, english = [], []
    for which in random.choice(len(_GROUPS), size=count, p=shares):
        group = _GROUPS[which]
        given = group.given[random.integers(len(group.given))]
        surname = group.surnames[random.integers(len(group.surnames))]
        hindi.append(f"{given[0]} {surname[0]}")
        english.append(f"{given[1]} {surname[1]}")
    return hindi, english
